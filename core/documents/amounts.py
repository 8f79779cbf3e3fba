"""Amounts in capitals 大写金额, by the rules for filling in bills (支付结算办法, 附一)."""

from decimal import Decimal

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
LARGEST = Decimal("9999999999999999.99")


def in_capitals(amount: Decimal) -> str:
    """`Decimal("1680.32")` as 人民币壹仟陆佰捌拾元叁角贰分; whole yuan end in 整.

    A negative amount begins with 负. Raises ValueError for more than two places or 16 digits.
    """
    amount = Decimal(amount)
    if amount != amount.quantize(Decimal("0.01")) or abs(amount) > LARGEST:
        raise ValueError(amount)
    fen = int(abs(amount) * 100)
    yuan, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    sign = "负" if amount < 0 else ""
    return f"人民币{sign}{_yuan(yuan, jiao, fen)}{_parts(yuan, jiao, fen)}"


def _yuan(yuan, jiao, fen) -> str:
    if yuan:
        return f"{_whole(yuan)}元"
    return "" if jiao or fen else "零元"


def _parts(yuan, jiao, fen) -> str:
    """Jiao and fen; 零 where a digit before them is 0, 整 where no fen follow."""
    if not jiao and not fen:
        return "整"
    gap = "零" if yuan and (yuan % 10 == 0 or not jiao) else ""
    if not jiao:
        return f"{gap}{DIGITS[fen]}分"
    return f"{gap}{DIGITS[jiao]}角" + (f"{DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Groups of four digits, the highest first; one 零 stands for any run of zeros between."""
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words, is_gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if not group:
            is_gap = bool(words)
            continue
        words += "零" if words and (is_gap or group < 1000) else ""
        words += _group(group) + _unit(place, groups)
        is_gap = False
    return words


def _unit(place, groups) -> str:
    """万亿 is said as 万 when the group of 亿 follows with its own name."""
    return "万" if place == 3 and groups[2] else GROUPS[place]


def _group(group: int) -> str:
    words, is_gap = "", False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            words += ("零" if is_gap and words else "") + DIGITS[digit] + PLACES[place]
            is_gap = False
        else:
            is_gap = True
    return words
