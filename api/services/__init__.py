"""What Handrail does, in words of the domain. No HTTP; whoever acts is an argument."""
