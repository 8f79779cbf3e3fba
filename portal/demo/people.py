"""Who signs in to the demo, and the invented names of everybody else."""

from core.enums import Role
from core.identifiers.documents import check_character

PASSWORD = "dalian-demo-2026"
WORKERS = 20
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国春梅海燕晓东志鹏雪婷宇轩子涵"

# user name, name, organization key, role; a second line for the same name is a second membership
LOGINS = (
    ("admin", "系统管理员", "city", Role.SYSTEM_ADMINISTRATOR),
    ("municipal.reviewer", "市级审核员", "city", Role.MUNICIPAL_REVIEWER),
    ("municipal.reviewer", "市级审核员", "city", Role.EDITOR),
    ("municipal.reviewer.2", "市级审核员乙", "city", Role.MUNICIPAL_REVIEWER),
    ("municipal.chief", "市级分管负责人", "city", Role.MUNICIPAL_CHIEF),
    ("policy.author", "政策编制员", "city", Role.POLICY_AUTHOR),
    ("policy.publisher", "政策发布员", "city", Role.POLICY_PUBLISHER),
    ("finance.preparer", "拨付经办", "city", Role.FINANCE_PREPARER),
    ("finance.approver", "拨付审批", "city", Role.FINANCE_APPROVER),
    ("finance.reconciler", "对账员", "city", Role.FINANCE_RECONCILER),
    ("inspector.1", "检查员甲", "city", Role.INSPECTOR),
    ("inspector.2", "检查员乙", "city", Role.INSPECTOR),
    ("auditor", "审计员", "city", Role.AUDITOR),
    ("security.administrator", "安全管理员", "city", Role.SECURITY_ADMINISTRATOR),
    ("base.manager", "基地管理员", "city", Role.BASE_MANAGER),
    ("jinzhou.reviewer", "金州区审核员", "DL-06", Role.DISTRICT_REVIEWER),
    ("jinzhou.inspector", "金州区检查员", "DL-06", Role.INSPECTOR),
    ("zhongshan.reviewer", "中山区审核员", "DL-01", Role.DISTRICT_REVIEWER),
    ("institution.a", "机构管理员甲", "institution.a", Role.INSTITUTION_ADMIN),
    ("institution.b", "机构管理员乙", "institution.b", Role.INSTITUTION_ADMIN),
    ("applicant.a", "申请机构管理员", "applicant.a", Role.INSTITUTION_ADMIN),
    ("teacher.a", "教师甲", "institution.a", Role.TEACHER),
    ("teacher.a", "教师甲", "institution.a", Role.MENTOR),
    ("enterprise.a", "企业管理员", "enterprise.a", Role.ENTERPRISE_ADMIN),
    ("mentor.a", "企业导师", "enterprise.a", Role.MENTOR),
    ("agency.a", "评价机构管理员", "agency.a", Role.AGENCY_ADMIN),
    ("assessor.1", "考评员一", "agency.a", Role.ASSESSOR),
    ("assessor.2", "考评员二", "agency.a", Role.ASSESSOR),
    ("assessor.3", "考评员三", "agency.a", Role.ASSESSOR),
)


def invented_name(random) -> str:
    """A name of two or three characters."""
    return random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=random.choice((1, 2, 2))))


def invented_identity(random, area, birth_on, order) -> str:
    """A well-formed citizen number; `order` keeps them apart. Any such number may be somebody's:
    the demo says everywhere that it is invented.
    """
    body = f"{area}{birth_on:%Y%m%d}{order:03d}"
    return body + check_character(body)


def invented_phone(order) -> str:
    """A well-formed mobile number for the n-th person."""
    return f"139{order:08d}"
