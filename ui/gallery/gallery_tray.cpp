#include "ui/gallery/gallery_tray.h"

#include "ui/gallery/gallery_words.h"
#include "ui/style/theme.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/compare/picture_difference.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/controls/captions.h"
#include "ui/widgets/controls/elided_label.h"
#include "ui/widgets/controls/number_label.h"
#include "ui/widgets/image/picture_paint.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

constexpr int kHeight = 132, kSide = 96, kMostRows = 3;

// How far the two are apart, pixel by pixel: nothing where they are the same, the error's colour where they are not.
QImage differencePicture(const Image& difference, const Palette& palette)
{
    QImage picture(difference.width, difference.height, QImage::Format_RGB32);
    const QColor ground = palette.sunken, ink = palette.error.graphic;
    for (int y = 0; y < difference.height; ++y)
        for (int x = 0; x < difference.width; ++x) {
            float largest = 0;
            for (int channel = 0; channel < difference.channels; ++channel)
                largest = std::max(largest, std::abs(difference.at(channel, y, x)));
            const double share = std::min(1.0, double(largest));
            const auto mixed = [share](int from, int to) { return int(std::lround(from + share * (to - from))); };
            picture.setPixel(x, y,
                             qRgb(mixed(ground.red(), ink.red()), mixed(ground.green(), ink.green()),
                                  mixed(ground.blue(), ink.blue())));
        }
    return picture;
}

QPixmap shownIn(const QImage& picture, double ratio)
{
    QPixmap shown = QPixmap::fromImage(thumbnailOf(picture, QSize(kSide, kSide) * ratio));
    shown.setDevicePixelRatio(ratio);
    return shown;
}

} // namespace

GalleryTray::GalleryTray(QWidget* parent)
    : Surface(Tone::Surface, Qt::TopEdge, parent), rms_(new NumberLabel(20, 600)),
      rmsName_(caption(tr("RMS difference"))), table_(new QWidget), rows_(new QGridLayout(table_)),
      same_(new ElidedLabel), wipe_(new Button(tr("Full size"), QStringLiteral("compare"))),
      close_(new Button(tr("Close"), QStringLiteral("close"), Button::Look::Flat))
{
    setObjectName(QStringLiteral("galleryTray"));
    setFixedHeight(kHeight);
    auto* names = new QVBoxLayout;
    auto* title = new QLabel(tr("A against B"));
    title->setProperty("role", "title");
    names->setSpacing(4);
    names->addWidget(title);
    rms_->setObjectName(QStringLiteral("galleryRms"));
    names->addWidget(rms_);
    names->addWidget(rmsName_);
    names->addStretch(1);
    names->addWidget(close_, 0, Qt::AlignLeft);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(24, 12, 20, 12);
    row->setSpacing(12);
    row->addLayout(names);
    const QString descriptions[] = {tr("A"), tr("B"), tr("Difference of A and B")};
    for (int k = 0; k < 3; ++k) {
        pictures_[std::size_t(k)] = new QLabel;
        pictures_[std::size_t(k)]->setFixedSize(kSide, kSide);
        pictures_[std::size_t(k)]->setAlignment(Qt::AlignCenter);
        pictures_[std::size_t(k)]->setAccessibleName(descriptions[k]);
        pictures_[std::size_t(k)]->setToolTip(descriptions[k]);
        row->addWidget(pictures_[std::size_t(k)]);
    }
    same_->setProperty("role", "caption");
    rows_->setContentsMargins(8, 0, 0, 0);
    rows_->setHorizontalSpacing(16);
    rows_->setVerticalSpacing(2);
    table_->setObjectName(QStringLiteral("galleryDifferences"));
    row->addWidget(table_, 1);
    row->addWidget(wipe_, 0, Qt::AlignVCenter);
    wipe_->setObjectName(QStringLiteral("galleryWipe"));
    wipe_->setToolTip(tr("Wipe, side by side, difference and in turn, at full size"));
    close_->setObjectName(QStringLiteral("galleryCloseTray"));
    connect(wipe_, &QPushButton::clicked, this, &GalleryTray::wipeRequested);
    connect(close_, &QPushButton::clicked, this, &GalleryTray::closed);
    refresh();
}

void GalleryTray::setSide(int side, const std::optional<GalleryPicture>& picture)
{
    sides_[std::size_t(side)] = picture;
    refresh();
}

void GalleryTray::changeEvent(QEvent* event)
{
    Surface::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) // the difference is in the theme's colours
        refresh();
}

bool GalleryTray::comparable() const { return sides_[0] && sides_[1] && sides_[0]->image && sides_[1]->image; }

void GalleryTray::refresh()
{
    const double ratio = devicePixelRatioF();
    for (std::size_t k = 0; k < 2; ++k) {
        const bool there = sides_[k] && sides_[k]->image;
        pictures_[k]->setPixmap(there ? shownIn(toQImage(*sides_[k]->image), ratio) : QPixmap());
        if (!there)
            pictures_[k]->setText(k == 0 ? tr("A: press A") : tr("B: press B"));
    }
    wipe_->setEnabled(comparable());
    const PictureDifference difference =
        comparable() ? differenceOf(*sides_[0]->image, *sides_[1]->image) : PictureDifference();
    const bool shown = difference.comparable();
    pictures_[2]->setPixmap(shown ? shownIn(differencePicture(difference.values, paletteOf(this)), ratio) : QPixmap());
    rms_->setText(shown ? number(difference.rms, 3) : QStringLiteral("–"));
    rmsName_->setText(comparable() && !shown ? tr("Sizes differ") : tr("RMS difference"));
    wipe_->setEnabled(shown);
    fillDifferences();
}

void GalleryTray::fillDifferences()
{
    while (QLayoutItem* item = rows_->takeAt(0)) {
        if (item->widget()) {
            if (item->widget() != same_)
                item->widget()->deleteLater();
            item->widget()->hide();
        }
        delete item;
    }
    if (!sides_[0] || !sides_[1])
        return;
    const auto add = [this](int row, int column, const QString& text, const char* role) {
        QLabel* label = column == 0 ? new QLabel(text) : new ElidedLabel(text); // names are short, and never cut
        label->setProperty("role", role);
        label->setToolTip(text);
        rows_->addWidget(label, row, column);
    };
    const QList<GalleryFact> a = factsOf(sides_[0]->entry), b = factsOf(sides_[1]->entry);
    QStringList alike;
    int row = 1;
    for (int k = 0; k < int(a.size()); ++k) {
        const bool cost = a[k].id == QLatin1String("cost") || a[k].id == QLatin1String("made");
        if (a[k].value == b[k].value && !cost)
            alike.append(a[k].label.toLower());
        if (a[k].value == b[k].value || row > kMostRows)
            continue;
        add(row, 0, a[k].label, "secondary");
        add(row, 1, a[k].value, "");
        add(row++, 2, b[k].value, "");
    }
    if (row > 1) {
        add(0, 0, tr("What differs"), "field");
        add(0, 1, tr("A"), "field");
        add(0, 2, tr("B"), "field");
    }
    for (int column = 1; column < 3; ++column)
        rows_->setColumnStretch(column, 1);
    same_->setWhole(alike.isEmpty() ? QString() : tr("The same: %1").arg(alike.join(QStringLiteral(", "))));
    rows_->addWidget(same_, row, 0, 1, 3);
    same_->show(); // not before it has a parent: it would be a window
    rows_->setRowStretch(row + 1, 1);
}

} // namespace diffuscope::ui
