from django.urls import URLPattern, path

from learning.desk.views import attendance, closing

urlpatterns: list[URLPattern] = [
    path("lop/<int:pk>/diem-danh/", attendance.class_attendance, name="class_attendance"),
    path("lop/<int:pk>/diem-danh/<int:session>/", attendance.tick_list, name="tick_list"),
    path("lop/<int:pk>/diem-danh/<int:session>/man-hinh/", attendance.screen, name="screen"),
    path("lop/<int:pk>/danh-sach-ky-ten.pdf", attendance.class_sheet, name="class_sheet"),
    path("diem-danh/<slug:code>/", attendance.check_in, name="check_in"),
    path("lop/<int:pk>/ket-thuc/", closing.class_close, name="class_close"),
    path("lop/<int:pk>/mo-lai/", closing.class_reopen, name="class_reopen"),
]
