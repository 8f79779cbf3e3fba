"""The report as a workbook (reports handbook, section 4)."""

from io import BytesIO

import xlsxwriter
from django.utils import timezone

from core.spreadsheets.writing import write_text
from supervision.queries import Compared, Line, Snapshot
from supervision.queries.places import TOTAL

HEAD = {"bold": True, "bg_color": "#E8F0F9", "border": 1, "text_wrap": True, "valign": "vcenter"}
TITLE = "大连市职业技能培训季度监管报告"
TOTALS = (
    "指标编号", "指标", "Indicator", "单位", "本期", "分子", "分母",
    "上期", "变动", "变动率", "去年同期", "同比变动", "同比变动率", "年度目标",
    "累计", "完成率",
)  # fmt: skip
NO_TARGET = "未设定"


class Book:
    """A workbook with the formats of the report; text never becomes a formula."""

    def __init__(self, made_at):
        self.stream = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.stream, options)
        # the same report gives the same bytes, whenever it is asked for
        self.book.set_properties({"created": made_at.replace(tzinfo=None)})
        self.head = self.book.add_format(HEAD)
        self.text = self.book.add_format({"num_format": "@"})
        self.share = self.book.add_format({"num_format": "0.0%"})
        self.count = self.book.add_format({"num_format": "#,##0"})

    def sheet(self, name, heads, rows):
        """A sheet with a head row; a cell is text, None, or (number, is share)."""
        page = self.book.add_worksheet(name)
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(heads) - 1, 0), 16)
        for column, head in enumerate(heads):
            write_text(page, 0, column, head, self.head)
        for n, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                self.write(page, n, column, cell)

    def write(self, page, row, column, cell):
        if cell is None:
            write_text(page, row, column, "–", self.text)
        elif isinstance(cell, tuple):
            value, is_share = cell
            page.write_number(row, column, float(value), self.share if is_share else self.count)
        else:
            write_text(page, row, column, str(cell), self.text)

    def content(self) -> bytes:
        self.book.close()
        return self.stream.getvalue()


def xlsx_file(snapshot: Snapshot, address: str) -> bytes:
    """说明, 指标汇总, one sheet a dimension, 交叉明细, 年度目标, 更正."""
    book = Book(snapshot.report.generated_at)
    book.sheet("说明", ("项目", "内容"), about(snapshot, address))
    book.sheet("指标汇总", TOTALS, totals(snapshot))
    for name, lines in (
        ("分区县", snapshot.districts),
        ("分培训类型", snapshot.training_types),
        ("分机构", snapshot.institutions),
        ("分职业", snapshot.occupations),
    ):
        heads = ("代码", "名称", *(f"{i.id} {i.zh}" for i in snapshot.indicators))
        book.sheet(name, heads, (dimension(line, snapshot) for line in lines))
    heads = ("区县", "培训类型", "机构", "职业代码", "指标编号", "值", "分子", "分母")
    book.sheet("交叉明细", heads, crossed(snapshot))
    heads = (
        "指标编号", "指标", "区县", "培训类型", "年度目标", "调整前目标", "本年累计完成", "完成率",
        "序时应完成", "与序时进度之差",
    )  # fmt: skip
    book.sheet("年度目标", heads, targets(snapshot))
    heads = ("指标编号", "指标", "维度", "原值", "现值", "差额", "原因", "说明人")
    book.sheet("更正", heads, corrected(snapshot))
    return book.content()


def about(snapshot, address):
    report = snapshot.report
    yield "标题", TITLE
    yield "报告期", report.quarter
    yield "范围", report.scope_name
    yield "报告编号", report.number
    yield "版次", f"v{report.edition}"
    yield "状态", str(report.signed_state.label)
    yield "数据截止时间", f"{timezone.localtime(report.as_of):%Y-%m-%d %H:%M}"
    yield "生成时间", f"{timezone.localtime(report.generated_at):%Y-%m-%d %H:%M}"
    yield "规则版本", str(report.rules_token or "")
    yield "快照码", report.figures_hash
    yield "核验网址", address
    for indicator in snapshot.pending:
        yield f"未采集 {indicator.id} {indicator.zh}", indicator.reasons[0]


def totals(snapshot):
    for indicator in snapshot.indicators:
        line = snapshot.totals
        cell = line.cell(indicator.id)
        compared = (line.to_previous(indicator.id), line.to_year_ago(indicator.id))
        unit = "比例" if indicator.is_share else indicator.noun.zh
        yield (
            indicator.id,
            indicator.zh,
            indicator.en,
            unit,
            shown(cell.value, indicator.is_share),
            shown(cell.numerator),
            shown(cell.denominator),
            *(value for earlier in compared for value in beside(earlier, indicator.is_share)),
            *target_of(snapshot, indicator),
        )


def target_of(snapshot, indicator):
    """The target of the year for the whole place, what is done, and how much of it that is."""
    found = snapshot.targets and snapshot.targets.line(indicator.id, TOTAL)
    if not found:
        return NO_TARGET, None, None
    return shown(found.target), shown(found.done), shown(found.rate, is_share=True)


def targets(snapshot):
    for line in snapshot.targets.lines if snapshot.targets else ():
        yield (
            line.indicator.id,
            line.indicator.zh,
            line.district or snapshot.report.scope_name,
            line.training_type or "全部",
            shown(line.target),
            shown(line.before),
            shown(line.done),
            shown(line.rate, is_share=True),
            shown(line.expected),
            shown(line.difference),
        )


def beside(compared: Compared, is_share: bool):
    """The earlier figure, the difference, and the change as a share."""
    yield shown(compared.before, is_share)
    yield shown(compared.difference, is_share)
    yield shown(compared.change, is_share=True)


def dimension(line: Line, snapshot):
    values = (shown(line.cells[i.id].value, i.is_share) for i in snapshot.indicators)
    return (line.code, line.name, *values)


def crossed(snapshot):
    for line in snapshot.crossed:
        for indicator in snapshot.indicators:
            cell = line.cells[indicator.id]
            yield (
                line.dimension["district"],
                line.dimension["type"],
                line.dimension["institution"],
                line.dimension["occupation"],
                indicator.id,
                shown(cell.value, indicator.is_share),
                shown(cell.numerator),
                shown(cell.denominator),
            )


def corrected(snapshot):
    for item in snapshot.corrections:
        is_share = item.indicator.is_share
        yield (
            item.indicator.id,
            item.indicator.zh,
            item.code or "全部",
            shown(item.before.value, is_share),
            shown(item.now.value, is_share),
            shown(item.compared.difference, is_share),
            item.reason or None,
            item.person or None,
        )


def shown(value, is_share=False):
    return None if value is None else (value, is_share)
