#include "ui/reverse/edit/edit_strip.h"

#include "ui/reverse/edit/edit_ladder.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/contact_sheet/contact_sheet_view.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/controls/wrapped_label.h"
#include "ui/widgets/image/picture_paint.h"

#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>

namespace diffuscope::ui {

namespace {
constexpr int kResultsHeight = 200, kResultsFolded = 110, kResultsStarts = 64;
} // namespace

EditStrip::EditStrip(QWidget* parent)
    : Surface(Tone::Surface, Qt::TopEdge, parent), ladder_(new EditLadder(this)), results_(new ContactSheetView(this)),
      title_(new NumberLabel(12, 600, this)), about_(new WrappedLabel("secondary", this))
{
    setObjectName(QStringLiteral("editStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    results_->setObjectName(QStringLiteral("editResults"));
    results_->setAccessibleName(tr("Results"));
    results_->setSelectable(true);
    results_->setMinimumSize(1, 1);
    about_->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    connect(results_, &ContactSheetView::selectionChanged, this, &EditStrip::picked);
    connect(ladder_, &EditLadder::stepPicked, this, &EditStrip::stepPicked);
    arrange();
}

QSize EditStrip::sizeHint() const { return {600, folded_ ? kResultsFolded : kResultsHeight}; }

void EditStrip::setFolded(bool folded)
{
    if (folded == folded_)
        return;
    folded_ = folded;
    updateGeometry();
    arrange();
}

void EditStrip::alignToTrack(int left, int width)
{
    left_ = left;
    width_ = width;
    ladder_->alignToTrack(left, width);
    arrange();
}

void EditStrip::setStep(int step) { ladder_->setStep(step); }

void EditStrip::setSelected(int item)
{
    ladder_->setSelected(item);
    const QSignalBlocker quiet(results_);
    results_->setSelected(item);
}

void EditStrip::setResults(const EditResults& results)
{
    onAxis_ = results.onAxis;
    ladder_->setResults(results);
    title_->setText(results.title);
    about_->setWords(results.about);
    std::vector<Image> ends;
    QStringList names, shortNames;
    starts_.clear();
    for (const EditItem& item : results.items) {
        ends.push_back(item.result);
        names.append(item.name);
        shortNames.append(item.label);
        if (!item.start.empty())
            starts_.push_back(toQImage(item.start, item.startRange));
    }
    if (starts_.size() != ends.size())
        starts_.clear();
    const QSignalBlocker quiet(results_);
    results_->setImages(ends);
    results_->setExpectedCount(int(ends.size()));
    results_->setNames(names, shortNames);
    arrange();
    update();
}

void EditStrip::resizeEvent(QResizeEvent* event)
{
    Surface::resizeEvent(event);
    arrange();
}

void EditStrip::arrange()
{
    ladder_->setVisible(onAxis_);
    ladder_->setGeometry(rect());
    for (QWidget* part : std::initializer_list<QWidget*>{results_, title_, about_})
        part->setVisible(!onAxis_);
    const int words = std::max(80, left_ - 32), below = showsStarts() ? kResultsStarts : 0;
    title_->setGeometry(16, 8, words, 20);
    about_->setGeometry(16, 30, words, std::max(0, height() - 36));
    results_->setGeometry(left_, 8, width_, std::max(24, height() - 14 - below));
}

void EditStrip::paintEvent(QPaintEvent* event)
{
    Surface::paintEvent(event);
    if (!showsStarts() || results_->columns() < int(starts_.size()))
        return;
    QPainter painter(this);
    const int top = results_->geometry().bottom() + 3, most = height() - top - 8;
    for (std::size_t k = 0; k < starts_.size(); ++k) {
        const QRect above = results_->cellRect(int(k)).translated(results_->pos());
        const int side = std::min(most, above.width());
        drawPicture(painter, starts_[k],
                    wholePlace(painter, starts_[k].size(), QRect(above.center().x() - side / 2, top, side, side)));
    }
}

} // namespace diffuscope::ui
