#include "ui/widgets/chart/chart_window.h"

#include "ui/style/theme.h"
#include "ui/widgets/chart/chart.h"
#include "ui/widgets/chart/chart_cells.h"
#include "ui/widgets/chart/chart_model.h"
#include "ui/widgets/chart/chart_text.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/files/save_request.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kWindowRow = 24, kNarrowest = 64, kWidest = 320, kSample = 24;
const QString kCsv = QStringLiteral(".csv");

QString rowsText(qsizetype rows)
{
    return rows == 1 ? ChartWindow::tr("1 row") : ChartWindow::tr("%1 rows").arg(grouped(rows));
}

} // namespace

ChartWindow::ChartWindow(Chart* chart)
    : QDialog(chart), chart_(chart), model_(new ChartModel(*chart, this)), title_(new QLabel), count_(new QLabel),
      note_(new QLabel), about_(new WrappedLabel("secondary")), view_(new QTableView), copy_(new Button(tr("Copy"))),
      save_(new Button(tr("Save as CSV…")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("chartTable"));
    setWindowTitle(tr("%1 – Diffuscope").arg(chart->table().title));
    setSizeGripEnabled(true);
    build();
    connect(copy_, &QPushButton::clicked, this, &ChartWindow::copy);
    connect(save_, &QPushButton::clicked, this, &ChartWindow::save);
    connect(new QShortcut(QKeySequence::Copy, this), &QShortcut::activated, this, &ChartWindow::copy);
    connect(new QShortcut(QKeySequence::Save, this), &QShortcut::activated, this, &ChartWindow::save);
    connect(model_, &ChartModel::modelReset, this, &ChartWindow::fitColumns);
    connect(model_, &ChartModel::refreshed, this, &ChartWindow::showState);
    connect(model_, &ChartModel::refreshed, this, &ChartWindow::follow);
    connect(view_->verticalScrollBar(), &QScrollBar::valueChanged, this,
            [this](int value) { atEnd_ = value == view_->verticalScrollBar()->maximum(); });
    arrange();
    showState();
    resize(sizeHint());
}

void ChartWindow::build()
{
    title_->setProperty("role", "title");
    count_->setProperty("role", "secondary");
    count_->setObjectName(QStringLiteral("tableCount"));
    note_->setProperty("role", "caption");
    note_->setObjectName(QStringLiteral("tableNote"));
    about_->setObjectName(QStringLiteral("tableAbout"));
    view_->setObjectName(QStringLiteral("numbers"));
    view_->setAccessibleName(chart_->table().title);
    copy_->setObjectName(QStringLiteral("copyTable"));
    copy_->setToolTip(tr("The selected cells, or all, with every digit and tabs between (Ctrl C)"));
    save_->setObjectName(QStringLiteral("saveTable"));
    save_->setToolTip(tr("All rows with every digit (Ctrl S)"));
    for (Button* button : {copy_, save_})
        button->setAutoDefault(false);
    view_->setModel(model_);
    view_->setItemDelegate(new ChartCells(*model_, view_));
    view_->setFrameShape(QFrame::NoFrame);
    view_->setShowGrid(false);
    view_->setTabKeyNavigation(false); // Tab goes on to the buttons
    view_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    view_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setWordWrap(false);
    view_->setCornerButtonEnabled(false);
    view_->verticalHeader()->hide();
    view_->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view_->horizontalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setSectionsClickable(false);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(count_);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(copy_);
    foot->addWidget(save_);
    foot->addWidget(note_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(8);
    column->addLayout(head);
    column->addWidget(about_);
    column->addWidget(view_, 1);
    column->addLayout(foot);
    setMinimumSize(320, 240);
}

QSize ChartWindow::sizeHint() const
{
    const int wide = view_->horizontalHeader()->length() + view_->verticalScrollBar()->sizeHint().width() + 36;
    return {std::clamp(wide, 420, 880), 520};
}

void ChartWindow::present()
{
    model_->refresh();
    const qsizetype now = model_->table().now;
    show();
    raise();
    activateWindow();
    view_->setFocus(Qt::OtherFocusReason);
    if (!view_->currentIndex().isValid() && model_->rowCount() > 0) {
        view_->selectionModel()->setCurrentIndex(model_->index(int(std::max<qsizetype>(0, now)), 0),
                                                 QItemSelectionModel::NoUpdate);
        reveal(now);
    }
}

void ChartWindow::arrange()
{
    title_->setFont(textFont(14, 600));
    view_->verticalHeader()->setDefaultSectionSize(shownSize(kWindowRow));
    view_->horizontalHeader()->setFont(textFont(12, 600));
    fitColumns();
}

// As wide as the title and what a few rows, from the first to the last, have there.
void ChartWindow::fitColumns()
{
    const ChartTable& table = model_->table();
    const QFontMetrics metrics(textFont(12, 600));
    for (int column = 0; column < table.columns.size(); ++column) {
        double wide = metrics.horizontalAdvance(table.columns[column].title());
        for (qsizetype k = 0; k < std::min<qsizetype>(kSample, table.rows); ++k) {
            const qsizetype row = table.rows <= kSample ? k : k * (table.rows - 1) / (kSample - 1);
            wide = std::max(
                wide, NumberLabel::width(shownCell(table.columns[column], table.cell(row, column)), textFont(12, 600)));
        }
        view_->setColumnWidth(column, std::clamp(int(wide) + 24, kNarrowest, kWidest));
    }
}

void ChartWindow::showState()
{
    const ChartTable& table = model_->table();
    title_->setText(table.title);
    about_->setWords(table.about);
    about_->setVisible(!table.about.isEmpty());
    QString count = table.rows == 0 ? tr("no numbers yet") : rowsText(table.rows);
    if (table.now >= 0 && table.now < table.rows)
        count += tr(" · as of %1 %2").arg(table.columns[0].name, shownCell(table.columns[0], table.cell(table.now, 0)));
    count_->setText(count);
    for (Button* button : {copy_, save_})
        button->setEnabled(table.rows > 0);
}

bool ChartWindow::showsRow(qsizetype row) const
{
    const int first = view_->rowAt(0), last = view_->rowAt(view_->viewport()->height() - 1);
    return row >= first && (last < 0 || row <= last);
}

void ChartWindow::reveal(qsizetype row)
{
    if (row >= 0 && row < model_->rowCount() && !showsRow(row))
        view_->scrollTo(model_->index(int(row), 0), QAbstractItemView::PositionAtCenter);
}

// Whoever looked at the row of now, or at the newest, goes on looking at it; whoever looks elsewhere stays there.
void ChartWindow::follow()
{
    const qsizetype now = model_->table().now, before = std::exchange(shownNow_, now);
    const bool newest = now == model_->rowCount() - 1;
    if (now < 0 || now == before)
        return;
    if (newest && atEnd_)
        view_->scrollToBottom();
    else if (before >= 0 && showsRow(before))
        reveal(now);
}

void ChartWindow::note(const QString& words)
{
    note_->setText(words);
    note_->setAccessibleName(words);
}

void ChartWindow::copy()
{
    auto* text = new ChartText(*chart_, ChartText::Style::Tabs);
    std::vector<ChartText::Cells> cells;
    for (const QItemSelectionRange& range : view_->selectionModel()->selection())
        cells.push_back({range.top(), range.bottom(), range.left(), range.right()});
    if (!cells.empty())
        text->select(std::move(cells));
    connect(text, &ChartText::progressed, this, [this](int percent) { note(tr("Copying… %1 %").arg(percent)); });
    connect(text, &ChartText::overtaken, this, [this] { note(tr("The rows have changed: copy once more")); });
    connect(text, &ChartText::finished, this, [this](const QByteArray& bytes, qsizetype rows) {
        QApplication::clipboard()->setText(QString::fromUtf8(bytes));
        note(tr("Copied %1").arg(rowsText(rows)));
        Q_EMIT copied(rows);
    });
    text->start();
}

void ChartWindow::save()
{
    QString name = model_->table().title.simplified().toLower();
    name.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    askWhereToSave(this, tr("Save as CSV"), name + kCsv, tr("Comma-separated values"), kCsv,
                   [this](const QString& file) { saveTo(file); });
}

void ChartWindow::saveTo(const QString& file)
{
    auto* text = new ChartText(*chart_, ChartText::Style::Csv);
    connect(text, &ChartText::progressed, this, [this](int percent) { note(tr("Saving… %1 %").arg(percent)); });
    connect(text, &ChartText::overtaken, this, [this, file] {
        note(tr("The rows have changed: save once more"));
        Q_EMIT saved(file, false);
    });
    connect(text, &ChartText::finished, this, [this, file](const QByteArray& bytes) {
        requestSave(
            this, file, [bytes] { return bytes.toStdString(); },
            [this, file](bool well) {
                const QString name = QFileInfo(file).fileName();
                note(well ? tr("Saved %1").arg(name) : tr("Cannot write %1: choose another folder").arg(name));
                Q_EMIT saved(file, well);
            });
    });
    text->start();
}

void ChartWindow::paintEvent(QPaintEvent*) { QPainter(this).fillRect(rect(), paletteOf(this).surface); }

void ChartWindow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange && title_->text().size())
        arrange();
    QDialog::changeEvent(event);
}

} // namespace diffuscope::ui
