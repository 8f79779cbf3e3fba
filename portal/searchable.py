"""What the site's search finds of the public pages: classes first, as most people look for one."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.pages.parts import lessons, period
from core.pages.searching import findable, searchable
from portal.views import ClassList, InstitutionList, ProgrammeList
from portal.views.editorial import AnnouncementList, StoryList
from programs.enums import ClassState


def enrolling(number: int) -> str:
    """How many classes are enrolling; nothing where none is."""
    words = ngettext("%(n)s class enrolling", "%(n)s classes enrolling", number)
    return words % {"n": number} if number else ""


def seats(row) -> str:
    """The free seats of a class one can join."""
    if row.state != ClassState.OPEN:
        return ""
    return _("%(free)s of %(seats)s seats free") % {"free": row.seats_free, "seats": row.seats}


def of_class(row) -> tuple:
    days = period(row.starts_on, row.ends_on)
    return row.organization.name, row.district, days, seats(row)


def of_programme(row) -> tuple:
    kind, level = row.get_training_type_display(), row.get_level_display()
    return kind, level, lessons(row.lessons), row.organization.name


searchable(
    ClassList,
    "class-list",
    title=_("Classes"),
    everything=_("All classes that fit"),
    name=lambda row: row.name,
    note=of_class,
    has_state=True,
    order=10,
)
searchable(
    InstitutionList,
    "institution-list",
    title=_("Institutions"),
    everything=_("All institutions that fit"),
    name=lambda row: row.name,
    note=lambda row: (row.district, row.address, enrolling(row.classes)),
    order=20,
)
searchable(
    ProgrammeList,
    "programme-list",
    title=_("Programmes"),
    everything=_("All programmes that fit"),
    name=lambda row: row.name,
    note=of_programme,
    order=30,
)
searchable(
    AnnouncementList,
    "announcement-list",
    title=_("Announcements"),
    everything=_("All announcements that fit"),
    name=lambda row: row.title,
    note=lambda row: (row.publish_on,),
    order=60,
)
searchable(
    StoryList,
    "story-list",
    title=_("Stories"),
    everything=_("All stories that fit"),
    name=lambda row: row.title,
    note=lambda row: (row.person,),
    order=70,
)
findable(
    "statistics",
    _("Training in figures"),
    note=_("The signed figures of each quarter"),
    by="统计 数据 报告 参训人次 statistics figures report",
)
findable(
    "accessibility",
    _("Accessibility"),
    note=_("Large type, keyboard, screen reader"),
    by="无障碍 大字 老年 读屏 键盘 screen reader keyboard large type",
)
findable(
    "complaint-create",
    _("Complaints and advice"),
    note=_("Where to turn, by phone, in person or by letter"),
    by="投诉 举报 咨询 电话 地址 信访 12333 12345 complaint hotline address",
)
findable(
    "account_login",
    _("Sign in"),
    note=_("With user name and password"),
    by="登录 账号 密码 忘记密码 login password",
)
findable(
    "register",
    _("Register"),
    note=_("Once, to enrol in a class"),
    by="注册 实名 开户 账号 account",
)
findable(
    "registration-create",
    _("Register a unit"),
    note=_("For institutions, enterprises and agencies"),
    by="单位登记 企业登记 机构登记 评价机构 入驻 开户 信用代码 company enterprise institution",
)
findable(
    "registration-track",
    _("Follow a registration"),
    note=_("With tracking code and phone: state, next step, reason."),
    by="查询登记 登记进度 查询码 tracking",
)
findable(
    "api-docs",
    _("Interface for programs (API)"),
    note=_("Public data for other systems"),
    by="接口 开发 数据 openapi",
)
