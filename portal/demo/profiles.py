"""What makes the units of the demo differ: how much they teach, what, and how their people come."""

from typing import NamedTuple

from portal.demo.sizes import Size


class Profile(NamedTuple):
    """`weight`: classes beside those of others; `keen`: share of trainees who come all the time."""

    weight: int
    keen: float
    trade: str = ""


class Invented(NamedTuple):
    """An institution beside the named ones."""

    short_name: str
    district: str
    profile: Profile


OF_THE_TOUR = "institution.a"  # whose class one enrols in first
NAMED = {
    "institution.a": Profile(9, 0.92),
    "institution.b": Profile(7, 0.88),
    "institution.c": Profile(7, 0.87),
    "institution.d": Profile(7, 0.90),
    "institution.e": Profile(7, 0.86),
    "institution.f": Profile(5, 0.84),
    "institution.g": Profile(5, 0.82),
    "institution.h": Profile(6, 0.88),
    "enterprise.a": Profile(3, 0.95),
}
INVENTED = (
    Invented("泉水养老", "DL-04", Profile(9, 0.94, "care")),
    Invented("金普装备", "DL-M1", Profile(8, 0.90, "machinery")),
    Invented("启明数字", "DL-M2", Profile(7, 0.86, "digital")),
    Invented("皮口渔港", "DL-07", Profile(3, 0.76, "marine")),
    Invented("鸿远机电", "DL-04", Profile(9, 0.91, "machinery")),
    Invented("连城家政", "DL-03", Profile(8, 0.93, "care")),
    Invented("渤海船舶", "DL-05", Profile(6, 0.88, "marine")),
    Invented("星河烹饪", "DL-03", Profile(7, 0.88, "catering")),
    Invented("复州建筑", "DL-09", Profile(6, 0.81, "building")),
    Invented("普湾农商", "DL-07", Profile(5, 0.83, "startup")),
    Invented("长山海岛", "DL-08", Profile(1, 0.88, "catering")),
    Invented("中山商务", "DL-01", Profile(6, 0.85, "services")),
    Invented("金石滩文旅", "DL-06", Profile(5, 0.89, "catering")),
    Invented("庄河建设", "DL-10", Profile(5, 0.79, "building")),
    Invented("长兴岛石化", "DL-M3", Profile(2, 0.92, "machinery")),
    Invented("西岗美业", "DL-02", Profile(5, 0.82, "beauty")),
    Invented("软件园创业", "DL-M2", Profile(6, 0.87, "startup")),
    Invented("大窑湾物流", "DL-M1", Profile(6, 0.86, "services")),
    Invented("旅顺果业", "DL-05", Profile(3, 0.80, "startup")),
    Invented("瓦房店焊接", "DL-09", Profile(6, 0.84, "machinery")),
    Invented("和平育婴", "DL-03", Profile(5, 0.92, "care")),
    Invented("辛寨子汽修", "DL-04", Profile(6, 0.83, "services")),
    Invented("开发区智造", "DL-06", Profile(7, 0.91, "machinery")),
    Invented("青泥洼电商", "DL-01", Profile(6, 0.84, "digital")),
    Invented("革镇堡电工", "DL-04", Profile(6, 0.88, "building")),
    Invented("三十里堡家政", "DL-06", Profile(6, 0.90, "care")),
    Invented("八一路烘焙", "DL-02", Profile(4, 0.91, "catering")),
    Invented("黑石礁健康", "DL-03", Profile(4, 0.88, "care")),
    Invented("城关服装", "DL-10", Profile(4, 0.82, "textile")),
    Invented("马栏咖啡", "DL-03", Profile(3, 0.81, "catering")),
    Invented("岔山村镇", "DL-09", Profile(3, 0.74, "startup")),
    Invented("登沙河焊培", "DL-06", Profile(6, 0.87, "machinery")),
)
PEOPLE_OF = {
    "DL-01": 36, "DL-02": 30, "DL-03": 69, "DL-04": 130, "DL-05": 40, "DL-06": 100, "DL-07": 75,
    "DL-08": 7, "DL-09": 83, "DL-10": 74, "DL-M1": 55, "DL-M2": 30, "DL-M3": 8,
}  # fmt: skip
"""How many people live where, beside other districts; rough and invented."""


def invented(size: Size) -> dict[str, Invented]:
    """The institutions without a story, by their key `unit.01`, …"""
    return {f"unit.{n:02d}": row for n, row in enumerate(INVENTED[: size.institutions], 1)}


def profiles(size: Size) -> dict[str, Profile]:
    """Every unit that teaches, by its key."""
    return NAMED | {key: row.profile for key, row in invented(size).items()}


def shared(total: int, weights: list[int]) -> list[int]:
    """Whole numbers in proportion to weights that add up to a total."""
    exact = [total * weight / sum(weights) for weight in weights]
    found = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda n: found[n] - exact[n])
    for n in by_rest[: total - sum(found)]:
        found[n] += 1
    return found
