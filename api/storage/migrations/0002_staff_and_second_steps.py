from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [("handrail", "0001_accounts_records_keys")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Organisation",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=120)),
                ("duties", fields.TextField(unique=False)),
                ("contact", fields.TextField(unique=False)),
            ],
            options={
                "table": "organisation",
                "app": "handrail",
                "pk_attr": "name",
                "table_description": "Where case managers work. What stands here is shown to survivors before they connect.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Passkey",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "handrail.Account",
                        source_field="account_id",
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="passkeys",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("credential", fields.BinaryField()),
                ("public_key", fields.BinaryField()),
                ("signs", fields.BigIntField()),
            ],
            options={
                "table": "passkey",
                "app": "handrail",
                "pk_attr": "id",
                "table_description": "A case manager's second step by a passkey (WebAuthn).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="TotpKey",
            fields=[
                (
                    "account",
                    fields.OneToOneField(
                        "handrail.Account",
                        source_field="account_id",
                        primary_key=True,
                        db_index=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="totp_key",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("secret", fields.BinaryField(null=True)),
                ("pending", fields.BinaryField(null=True)),
                ("spent", fields.CharField(default="", max_length=255)),
            ],
            options={
                "table": "totp_key",
                "app": "handrail",
                "pk_attr": "account_id",
                "table_description": "A case manager's second step by codes (RFC 6238).",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Link",
            name="ended_by",
            field=fields.CharField(null=True, max_length=16),
        ),
        ops.AddField(
            model_name="Session",
            name="challenge",
            field=fields.BinaryField(null=True),
        ),
        ops.AddField(
            model_name="Session",
            name="challenge_ends",
            field=fields.BigIntField(null=True),
        ),
        ops.AlterModelOptions(
            name="TotpKey",
            options={
                "table": "totp_key",
                "app": "handrail",
                "pk_attr": "account_id",
                "table_description": "A case manager's second step by codes (RFC 6238).",
            },
        ),
        ops.AlterModelOptions(
            name="Subscription",
            options={
                "table": "subscription",
                "app": "handrail",
                "pk_attr": "session_id",
                "table_description": "Where pushes of one session go. The push service can name a phone's account from the endpoint: it says so.",
            },
        ),
    ]
