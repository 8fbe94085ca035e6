"""Bring the words of the plan that classes choose from into the database; safe to repeat, what an office changed stays."""

from django.db import transaction

from learning.counts.models import TrainingFact
from learning.records.models import ClassKind, EvaluationQuestion, FundingSource, Situation, Topic
from learning.records.models.lists import Listed

CAPACITY, COMMUNICATION = TrainingFact.Family.CAPACITY_BUILDING, TrainingFact.Family.COMMUNICATION
KINDS = [
    ("tap-huan", "Tập huấn", "III.3", CAPACITY),
    ("hoi-nghi", "Hội nghị", "III.3", CAPACITY),
    ("hoi-thao", "Hội thảo", "III.3", CAPACITY),
    ("toa-dam", "Toạ đàm", "III.3", CAPACITY),
    ("doi-thoai-chinh-sach", "Đối thoại chính sách", "III.3", CAPACITY),
    ("noi-chuyen-chuyen-de", "Nói chuyện chuyên đề", "III.3", CAPACITY),
    ("tham-quan-hoc-tap", "Tham quan học tập", "III.3", CAPACITY),
    ("truyen-thong", "Buổi truyền thông", "III.1", COMMUNICATION),
]
TOPICS = [
    ("kien-thuc-chung", "Kiến thức chung về phòng ngừa, ứng phó với bạo lực trên cơ sở giới", "III.3"),
    ("trien-khai-mo-hinh", "Kiến thức, kỹ năng triển khai các mô hình", "III.3"),
    ("ho-tro-chuyen-sau", "Kiến thức, kỹ năng chuyên sâu về hỗ trợ người bị bạo lực", "III.3"),
    ("ho-tro-khan-cap", "Hỗ trợ khẩn cấp khi có bạo lực xảy ra", "III.3"),
    ("ket-noi-chuyen-tuyen", "Điều phối, kết nối dịch vụ và chuyển tuyến", "III.3"),
    ("tu-van-tham-van", "Tư vấn, tham vấn", "III.3"),
    ("quan-ly-doi-tuong", "Quản lý đối tượng", "III.3"),
    ("lam-viec-voi-nguoi-gay-bao-luc", "Làm việc với người gây bạo lực", "III.3"),
    ("truyen-thong-binh-dang-gioi", "Truyền thông về bình đẳng giới", "III.3"),
]
FUNDING = [
    ("ngan-sach-tinh", "Ngân sách tỉnh", "IV.1"),
    ("chuong-trinh-de-an", "Các chương trình, đề án liên quan", "IV.1"),
    ("tai-tro-quoc-te", "Nguồn tài trợ, viện trợ quốc tế", "IV.1"),
    ("huy-dong-xa-hoi", "Huy động từ xã hội, cộng đồng và nguồn hợp pháp khác", "IV.1"),
]
SITUATIONS = [
    ("dich-benh", "Dịch bệnh", "III.1"),
    ("thien-tai", "Thiên tai trên diện rộng", "III.1"),
    ("khu-vuc-cach-ly", "Khu vực cách ly", "III.1"),
]
QUESTIONS = [
    ("Nội dung có ích cho công việc của Anh/Chị không?", EvaluationQuestion.Kind.RATING),
    ("Cách trình bày có dễ hiểu không?", EvaluationQuestion.Kind.RATING),
    ("Thời gian và địa điểm có phù hợp không?", EvaluationQuestion.Kind.RATING),
    ("Anh/Chị có tự tin áp dụng điều đã học không?", EvaluationQuestion.Kind.RATING),
    ("Điều gì nên làm khác đi ở lần sau?", EvaluationQuestion.Kind.TEXT),
]


@transaction.atomic
def load_lists() -> None:
    for position, (code, name, reference, family) in enumerate(KINDS):
        _keep(ClassKind, position, code, name, reference, family=family)
    for model, rows in ((Topic, TOPICS), (FundingSource, FUNDING), (Situation, SITUATIONS)):
        for position, (code, name, reference) in enumerate(rows):
            _keep(model, position, code, name, reference)
    if not EvaluationQuestion.objects.exists():
        EvaluationQuestion.objects.bulk_create(
            EvaluationQuestion(text=text, kind=kind, position=position) for position, (text, kind) in enumerate(QUESTIONS)
        )


def _keep(model: type[Listed], position: int, code: str, name: str, reference: str, **more: str) -> None:
    plan = f"114/KH-UBND, {reference}"
    defaults = {"name": name, "plan_reference": plan, "position": position, **more}
    model._default_manager.get_or_create(code=code, defaults=defaults)
