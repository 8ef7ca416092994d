#include "ui/forward/picture/dataset_picker.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/style/words.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr std::size_t kMostPages = 32; // kept

} // namespace

DatasetPicker::DatasetPicker(Bridge& bridge, QWidget* parent)
    : QFrame(parent), bridge_(bridge), sheet_(new ContactSheetView), title_(new QLabel), place_(caption({})),
      trouble_(caption({})), number_(new QSpinBox), before_(new IconButton("chevronLeft", tr("Previous page"))),
      after_(new IconButton("chevronRight", tr("Next page"))),
      dice_(new IconButton("dice", tr("Another picture of the dataset (D)"))),
      close_(new IconButton("close", tr("Close")))
{
    setObjectName("datasetPicker");
    setAccessibleName(tr("Pictures of the dataset"));
    build();
    connect(&bridge_, &Bridge::datasetOpened, this, &DatasetPicker::onDataset);
    connect(&bridge_, &Bridge::datasetPage, this, &DatasetPicker::onPage);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        trouble_->setText(translated(failure.error.happenedMessage()) + QStringLiteral(": ") +
                          translated(failure.error.subjectMessage()));
        trouble_->show();
    });
    connect(sheet_, &ContactSheetView::selectionChanged, this, &DatasetPicker::choose);
    connect(sheet_, &ContactSheetView::activated, this, [this](int cell) {
        choose(cell);
        Q_EMIT closed();
    });
    connect(before_, &QAbstractButton::clicked, this, [this] { turn(page_ - 1); });
    connect(after_, &QAbstractButton::clicked, this, [this] { turn(page_ + 1); });
    connect(dice_, &QAbstractButton::clicked, this, &DatasetPicker::randomRequested);
    connect(close_, &QAbstractButton::clicked, this, &DatasetPicker::closed);
    connect(number_, &QSpinBox::valueChanged, this, [this](int value) {
        index_ = value;
        Q_EMIT chosen(index_);
        turn(value / kPage);
    });
}

void DatasetPicker::build()
{
    sheet_->setObjectName("datasetSheet");
    sheet_->setSelectable(true);
    sheet_->installEventFilter(this);
    sheet_->setAccessibleName(tr("Pictures of the dataset"));
    title_->setProperty("role", "title");
    before_->setObjectName("pageBefore");
    after_->setObjectName("pageAfter");
    number_->setObjectName("datasetIndex");
    number_->setAccessibleName(tr("Number of the picture"));
    number_->setToolTip(tr("Number of the picture in the dataset"));
    number_->setButtonSymbols(QAbstractSpinBox::NoButtons);
    number_->setAlignment(Qt::AlignRight);
    number_->setKeyboardTracking(false);
    number_->setFixedWidth(84);
    trouble_->setProperty("role", "warning");
    trouble_->setWordWrap(true);
    trouble_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 8, 10, 10);
    column->setSpacing(6);
    auto* head = new QHBoxLayout;
    head->addWidget(title_, 1);
    head->addWidget(close_);
    auto* foot = new QHBoxLayout;
    foot->setSpacing(6);
    foot->addWidget(before_);
    foot->addWidget(place_);
    foot->addWidget(after_);
    foot->addStretch(1);
    auto* word = new QLabel(tr("Picture"));
    word->setProperty("role", "field");
    word->setBuddy(number_);
    foot->addWidget(word);
    foot->addWidget(number_);
    foot->addWidget(dice_);
    column->addLayout(head);
    column->addWidget(sheet_, 1);
    column->addWidget(trouble_);
    column->addLayout(foot);
}

int DatasetPicker::pictures() const { return bridge_.dataset() ? bridge_.dataset()->size : 0; }
int DatasetPicker::pages() const { return std::max(1, (pictures() + kPage - 1) / kPage); }

void DatasetPicker::open(int index)
{
    index_ = index >= 0 ? index : index_;
    const QSignalBlocker quiet(number_);
    number_->setRange(0, std::max(0, pictures() - 1));
    number_->setValue(std::max(0, index_));
    const auto& dataset = bridge_.dataset();
    title_->setText(dataset ? tr("%1 · %2").arg(QString::fromStdString(dataset->name),
                                                countText(dataset->size, tr("picture"), tr("pictures")))
                            : QString());
    showPage(index_ >= 0 ? index_ / kPage : page_);
}

void DatasetPicker::onDataset()
{
    pages_.clear();
    job_ = 0;
    page_ = 0;
    index_ = -1;
    if (isVisible())
        open(-1);
}

void DatasetPicker::turn(int page) { showPage((page % pages() + pages()) % pages()); }

void DatasetPicker::showPage(int page)
{
    page_ = std::clamp(page, 0, pages() - 1);
    place_->setText(tr("page %1 of %2").arg(grouped(page_ + 1), grouped(pages())));
    before_->setEnabled(pages() > 1);
    after_->setEnabled(pages() > 1);
    trouble_->hide();
    const auto known = pages_.find(page_);
    const QSignalBlocker quiet(sheet_);
    if (known == pages_.end()) {
        sheet_->setImages({});
        sheet_->setExpectedCount(std::min(kPage, pictures() - page_ * kPage));
        if (pictures() > 0)
            job_ = bridge_.session().browseDataset(page_ * kPage, kPage);
        return;
    }
    sheet_->setImages(known->second);
    sheet_->setExpectedCount(int(known->second.size()));
    sheet_->setSelected(index_ / kPage == page_ && index_ >= 0 ? index_ % kPage : -1);
}

void DatasetPicker::onPage(const DatasetPage& page)
{
    if (page.job != job_)
        return;
    job_ = 0;
    if (pages_.size() >= kMostPages)
        pages_.clear();
    pages_[page.first / kPage] = page.images;
    showPage(page_);
}

void DatasetPicker::choose(int cell)
{
    const int index = page_ * kPage + cell;
    if (cell < 0 || index >= pictures() || index == index_)
        return;
    index_ = index;
    const QSignalBlocker quiet(number_);
    number_->setValue(index);
    Q_EMIT chosen(index);
}

// The sheet tells changes; a click on the cell it already marks is meant as well.
bool DatasetPicker::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == sheet_ && event->type() == QEvent::MouseButtonRelease)
        choose(sheet_->selected());
    return QFrame::eventFilter(watched, event);
}

void DatasetPicker::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else if (event->key() == Qt::Key_PageUp || event->key() == Qt::Key_PageDown)
        turn(page_ + (event->key() == Qt::Key_PageDown ? 1 : -1));
    else
        QFrame::keyPressEvent(event);
}

void DatasetPicker::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawBox(painter, QRectF(rect()), 6, palette.surface, palette.line2);
}

} // namespace diffuscope::ui
