"""Letters that wait in the queue are sent by `village.post`: those that waited under the old name leave too."""

from django.db import migrations

OLD, NEW = "village.surveys.tasks.write_to_parent", "village.post.queue.send"


def readdress(apps, schema_editor):
    """From an invitation and its tries to a kind, a key and its tries."""
    waiting = _waiting(apps, schema_editor, OLD)
    for letter in waiting:
        letter.task_path = NEW
        letter.args_kwargs["args"].insert(0, "questionnaire")
        letter.save(update_fields=["task_path", "args_kwargs"])


def readdress_back(apps, schema_editor):
    for letter in _waiting(apps, schema_editor, NEW):
        if letter.args_kwargs["args"][0] == "questionnaire":
            letter.task_path = OLD
            del letter.args_kwargs["args"][0]
            letter.save(update_fields=["task_path", "args_kwargs"])


def _waiting(apps, schema_editor, path):
    letters = apps.get_model("django_tasks_database", "DBTaskResult").objects
    return letters.using(schema_editor.connection.alias).filter(status="READY", task_path=path)


class Migration(migrations.Migration):
    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("surveys", "0002_calendars_paper_and_words"),
    ]

    operations = [migrations.RunPython(readdress, readdress_back)]
