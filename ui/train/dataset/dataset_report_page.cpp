#include "ui/train/dataset/dataset_report_page.h"

#include "ui/style/words.h"
#include "ui/train/dataset/report_text.h"
#include "ui/train/dataset/sample_grid.h"
#include "ui/widgets/controls/bar_list.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/number_label.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kTwoColumns = 760, kWidest = 1080, kMargin = 24;

QLabel* words(const QString& text, const char* role)
{
    auto* label = new QLabel(text);
    label->setProperty("role", role);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText); // file names
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

// A titled block; null parts are left out.
QWidget* block(const char* name, const QString& title, std::initializer_list<QWidget*> parts)
{
    auto* box = new QWidget;
    box->setObjectName(QLatin1String(name));
    box->setAccessibleName(title);
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(words(title, "title"));
    for (QWidget* part : parts)
        if (part)
            column->addWidget(part);
    column->addStretch();
    return box;
}

QLabel* wordsIfAny(const QString& text) { return text.isEmpty() ? nullptr : words(text, "secondary"); }

BarList* barsOf(const QString& name, const std::vector<DatasetReport::Count>& counts)
{
    auto* bars = new BarList(name);
    std::vector<BarList::Bar> rows;
    for (const DatasetReport::Count& count : counts)
        rows.push_back({QString::fromStdString(count.name), count.count});
    bars->setBars(rows);
    return bars;
}

BarList* classBars(const QString& name, const DatasetOpened& dataset)
{
    auto* bars = new BarList(name);
    std::vector<BarList::Bar> rows;
    for (const DatasetOpened::Class& entry : dataset.classes)
        rows.push_back({QString::fromStdString(entry.name), entry.count});
    std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
    bars->setBars(rows);
    return bars;
}

} // namespace

DatasetReportPage::DatasetReportPage(QWidget* parent)
    : Surface(Tone::Canvas, {}, parent), scroll_(new QScrollArea),
      close_(new IconButton(QStringLiteral("close"), tr("Close the report (Esc)"))), title_(new QLabel),
      subtitle_(new QLabel)
{
    setObjectName(QStringLiteral("datasetReport"));
    setAccessibleName(tr("Dataset report"));
    setFocusPolicy(Qt::StrongFocus);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::StrongFocus); // arrow keys scroll
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(header());
    column->addWidget(scroll_, 1);
    connect(close_, &QAbstractButton::clicked, this, &DatasetReportPage::closed);
}

QWidget* DatasetReportPage::header()
{
    auto* bar = new Surface(Tone::Canvas, Qt::BottomEdge);
    bar->setFixedHeight(56);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(kMargin, 0, 16, 1);
    row->setSpacing(10);
    title_->setProperty("role", "title");
    subtitle_->setProperty("role", "secondary");
    subtitle_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    close_->setObjectName(QStringLiteral("closeReport"));
    row->addWidget(title_);
    row->addWidget(subtitle_, 1);
    row->addWidget(close_);
    return bar;
}

void DatasetReportPage::setDataset(const DatasetOpened& dataset)
{
    dataset_ = dataset;
    title_->setText(tr("Dataset report"));
    subtitle_->setText(tr("%1, %2 × %2 %3, as the network will get it")
                           .arg(QString::fromStdString(dataset.name))
                           .arg(dataset.side)
                           .arg(dataset.channels == 1 ? tr("grey") : tr("colour")));
    subtitle_->setToolTip(QString::fromStdString(dataset.source));
    rebuild();
}

void DatasetReportPage::takeFocus() { scroll_->setFocus(Qt::OtherFocusReason); }

// The counts in a row, as the numbers of a run are shown.
QWidget* DatasetReportPage::facts() const
{
    auto* box = new QWidget;
    box->setObjectName(QStringLiteral("reportFacts"));
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(28);
    const auto add = [row](const char* name, const QString& title, const QString& value) {
        auto* column = new QVBoxLayout;
        column->setSpacing(1);
        column->addWidget(caption(title));
        auto* number = new NumberLabel(18, 600);
        number->setText(value);
        number->setObjectName(QLatin1String(name));
        number->setAccessibleName(title + u' ' + value);
        column->addWidget(number);
        row->addLayout(column);
    };
    const DatasetReport& report = dataset_.report;
    add("reportPictures", tr("Pictures"), grouped(dataset_.size));
    if (hasClasses(dataset_))
        add("reportClasses", tr("Classes"), grouped(static_cast<long long>(dataset_.classes.size())));
    if (report.looked > 0) {
        add("reportLooked", tr("Files looked at"), grouped(report.looked));
        add("reportDuplicates", tr("Copies"), grouped(report.duplicateFiles));
    }
    add("reportSkipped", tr("Skipped"), grouped(skippedCount(dataset_)));
    if (report.bytes > 0)
        add("reportBytes", tr("Read"), bytesText(report.bytes));
    if (report.seconds > 0)
        add("reportSeconds", tr("Took"), tr("%1 s").arg(number(report.seconds, report.seconds < 10 ? 1 : 0)));
    row->addStretch();
    return box;
}

QList<QWidget*> DatasetReportPage::parts() const
{
    const DatasetReport& report = dataset_.report;
    QList<QWidget*> list;
    if (hasClasses(dataset_))
        list << block("reportBalance", tr("Class balance"),
                      {wordsIfAny(balanceText(dataset_)), classBars(tr("Pictures of each class"), dataset_)});
    if (!report.remarks.empty())
        list << block("reportRemarks", tr("Worth a look"),
                      {words(remarkLines(report, dataset_.source).join(u'\n'), "secondary")});
    if (!report.sides.empty())
        list << block("reportSides", tr("Shorter side of the originals"),
                      {barsOf(tr("Shorter side of the originals"), report.sides)});
    if (!report.sizes.empty())
        list << block("reportSizes", tr("Sizes of the originals"),
                      {barsOf(tr("Sizes of the originals"), report.sizes)});
    if (!report.colourModes.empty())
        list << block("reportColours", tr("Colours of the originals"),
                      {barsOf(tr("Colours of the originals"), report.colourModes)});
    if (const QString text = duplicatesText(report); !text.isEmpty())
        list << block("reportCopies", tr("Copies"),
                      {words(text, "secondary"), wordsIfAny(duplicateLines(dataset_).join(u'\n'))});
    list << block(
        "reportLeftOut", tr("Skipped files"),
        {words(dataset_.skipped.empty() ? tr("Every file could be read.") : skippedLines(dataset_).join(u'\n'),
               "secondary")});
    if (const QString text = cacheText(report); !text.isEmpty())
        list << block("reportCache", tr("Prepared pictures"), {words(text, "secondary")});
    return list;
}

void DatasetReportPage::rebuild()
{
    content_ = new Surface(Tone::Canvas);
    content_->setMaximumWidth(kWidest);
    auto* column = new QVBoxLayout(content_);
    column->setContentsMargins(kMargin, 16, kMargin, 24);
    column->setSpacing(20);
    column->addWidget(facts());
    auto* samples = new SampleGrid;
    samples->setImages(dataset_.samples);
    column->addWidget(block("reportSheet", tr("What the network will see"), {samples}));
    column->addWidget(separator());
    grid_ = new QGridLayout;
    grid_->setHorizontalSpacing(32);
    grid_->setVerticalSpacing(20);
    column->addLayout(grid_);
    column->addStretch(1);
    parts_ = parts();
    columns_ = 0;
    place();
    scroll_->setWidget(content_); // deletes the old one
}

// Two columns where there is room; each part goes where less stands already.
void DatasetReportPage::place()
{
    const int columns = width() >= kTwoColumns ? 2 : 1;
    if (!grid_ || columns == columns_)
        return;
    columns_ = columns;
    while (QLayoutItem* item = grid_->takeAt(0))
        delete item; // the column's layout; its parts stay
    QVBoxLayout* stacks[2] = {new QVBoxLayout, columns == 2 ? new QVBoxLayout : nullptr};
    int heights[2] = {0, 0};
    for (int k = 0; k < columns; ++k) {
        stacks[k]->setSpacing(20);
        grid_->addLayout(stacks[k], 0, k);
    }
    for (int k = 0; k < 2; ++k)
        grid_->setColumnStretch(k, k < columns ? 1 : 0);
    for (QWidget* part : std::as_const(parts_)) {
        const int to = columns == 2 && heights[1] < heights[0] ? 1 : 0;
        heights[to] += part->sizeHint().height();
        stacks[to]->addWidget(part);
    }
    for (int k = 0; k < columns; ++k)
        stacks[k]->addStretch(1);
}

void DatasetReportPage::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    place();
}

void DatasetReportPage::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        return Q_EMIT closed();
    Surface::keyPressEvent(event);
}

} // namespace diffuscope::ui
