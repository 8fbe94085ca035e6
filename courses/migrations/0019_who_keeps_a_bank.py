import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_to_the_owner_of_its_quiz(apps, schema_editor):
    for quiz in apps.get_model("courses", "QuizPage").objects.exclude(owner=None).exclude(bank=None):
        apps.get_model("courses", "QuestionBank").objects.filter(pk=quiz.bank_id, owner=None).update(owner=quiz.owner_id)


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0018_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="questionbank",
            name="owner",
            field=models.ForeignKey(
                editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(give_to_the_owner_of_its_quiz, migrations.RunPython.noop),
    ]
