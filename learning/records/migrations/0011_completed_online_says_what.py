from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("records", "0010_what_was_completed")]

    operations = [
        migrations.AddConstraint(
            model_name='completion',
            constraint=models.CheckConstraint(condition=models.Q(('enrolment', None), models.Q(models.Q(('course_title', ''), _negated=True), ('course_hours__gt', 0)), _connector='OR'), name='completed_online_says_what'),
        ),
    ]
