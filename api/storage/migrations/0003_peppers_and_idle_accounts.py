from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("handrail", "0002_staff_and_second_steps")]

    initial = False

    operations = [
        ops.AddField(
            model_name="Account",
            name="pepper",
            field=fields.IntField(db_default=1),
        ),
        ops.AddField(
            model_name="Account",
            name="recovery_pepper",
            field=fields.IntField(db_default=1),
        ),
        ops.AddField(
            model_name="Account",
            name="idle_since",
            field=fields.IntField(null=True),
        ),
    ]
