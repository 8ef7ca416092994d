#include "ui/forward/schedule/schedule_tiles.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"

#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kLeastName = 10; // pixels
constexpr int kTileHeight = 54, kSamples = 50, kFirstRow = 5, kNarrow = 280, kGap = 6, kMore = 16;

// The tiles of the first row, where the catalog has them; the rest of the catalog follows in its own order.
constexpr const char* kFavourites[] = {"linear", "cosine", "sigmoid", "scaled_linear", "custom"};

std::vector<CatalogEntry> ordered()
{
    std::vector<CatalogEntry> entries = schedules();
    const auto rank = [](const CatalogEntry& entry) {
        return std::find(std::begin(kFavourites), std::end(kFavourites), entry.id) - std::begin(kFavourites);
    };
    std::stable_sort(entries.begin(), entries.end(),
                     [&](const CatalogEntry& a, const CatalogEntry& b) { return rank(a) < rank(b); });
    return entries;
}

} // namespace

ScheduleTile::ScheduleTile(const CatalogEntry& entry, QWidget* parent)
    : QAbstractButton(parent), id_(QString::fromStdString(entry.id))
{
    setText(QString::fromStdString(entry.name));
    setObjectName("schedule_" + id_);
    setAccessibleName(text());
    setToolTip(text() + u'\n' + QString::fromStdString(entry.about));
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setMinimumSize(40, kTileHeight);
    setFixedHeight(kTileHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const Schedule schedule = makeSchedule({entry.id, 1000, {}});
    for (int i = 0; i <= kSamples; ++i)
        curve_.push_back(schedule.alphaBar(i * schedule.timesteps() / kSamples - 1));
}

// The first word, as in "Scaled linear"; "Sigmoid ᾱ" is known from "Sigmoid" by its last.
QString ScheduleTile::shortName() const
{
    const QString first = text().section(u' ', 0, 0), last = text().section(u' ', -1);
    return last.contains(u'ᾱ') ? first.left(4) + u'.' + QChar(0x2009) + last : first;
}

void ScheduleTile::setCurve(const std::vector<double>& values)
{
    curve_ = values;
    update();
}

void ScheduleTile::drawCurve(QPainter& painter, const QRectF& box, const QPen& pen) const
{
    const auto place = [&](std::size_t i) {
        return QPointF(box.left() + box.width() * double(i) / double(curve_.size() - 1),
                       box.bottom() - box.height() * curve_[i]);
    };
    QPolygonF line;
    for (std::size_t i = 0; i < curve_.size(); ++i)
        line.append(place(i));
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(line);
    if (id_ != QLatin1String("custom"))
        return;
    painter.setPen(QPen(pen.color(), 1.25)); // handles tell that this one is drawn by hand
    painter.setBrush(isChecked() ? paletteOf(this).raised : paletteOf(this).surface);
    for (const std::size_t share : {3, 7})
        painter.drawEllipse(place(curve_.size() * share / 10), 2.5, 2.5);
}

QPixmap ScheduleTile::drawing(const QSize& size, const QColor& colour, double dpr) const
{
    QPixmap pixmap((QSizeF(size) * dpr).toSize());
    pixmap.setDevicePixelRatio(dpr);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    drawCurve(painter, QRectF(QPointF(0, 0), size).adjusted(1, 3, -1, -3),
              QPen(colour, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    return pixmap;
}

void ScheduleTile::paintEvent(QPaintEvent*)
{
    const Palette& palette = paletteOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor fill = isChecked() ? palette.raised : underMouse() ? palette.hover : palette.surface;
    drawBox(painter, rect(), 5, fill, isChecked() ? palette.selected : palette.line2, isChecked() ? 1.5 : 1);
    if (showsFocus(this))
        drawFocusRing(painter, QRectF(rect()).adjusted(2, 2, -2, -2), 4, palette);
    drawCurve(painter, QRectF(6, 6, width() - 12, 25),
              QPen(isChecked() ? palette.signal.graphic : palette.text3, isChecked() ? 2 : 1.5, Qt::SolidLine,
                   Qt::RoundCap, Qt::RoundJoin));
    painter.setPen(isChecked() ? palette.text1 : palette.text2);
    painter.setFont(textFont(11, isChecked() ? 600 : 400));
    const bool fits = painter.fontMetrics().horizontalAdvance(text()) <= width() - 4;
    const QString name = fits ? text() : shortName();
    for (QFont font = painter.font(); font.pixelSize() > kLeastName; painter.setFont(font)) { // before a name is cut
        if (QFontMetricsF(font).horizontalAdvance(name) < width() - 4.5)
            break;
        font.setPixelSize(font.pixelSize() - 1);
    }
    painter.drawText(QRectF(0, 31, width(), 19), Qt::AlignCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, width() - 4));
}

ScheduleTiles::ScheduleTiles(QWidget* parent) : QWidget(parent), row_(new QWidget(this)), list_(new QComboBox(this))
{
    setAccessibleName(tr("Noise schedule"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* grid = new QGridLayout(row_);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(kGap);
    for (const CatalogEntry& entry : ordered()) {
        auto* tile = new ScheduleTile(entry);
        connect(tile, &QAbstractButton::clicked, this, [this, tile] { choose(tile->id()); });
        grid->addWidget(tile, int(tiles_.size()) / kFirstRow, int(tiles_.size()) % kFirstRow);
        tiles_.append(tile);
    }
    for (int i = 0; i < kFirstRow; ++i)
        grid->setColumnStretch(i, 1);
    auto* more = new IconButton(QStringLiteral("chevron"), tr("More schedules"), row_);
    more->setBox(kMore, kTileHeight, 16);
    more->setObjectName("moreSchedules");
    more->setVisible(tiles_.size() > kFirstRow);
    grid->addWidget(more, 0, kFirstRow);
    showOthers(false);
    connect(more, &QAbstractButton::clicked, this, [this] { showOthers(tiles_.back()->isHidden()); });
    list_->setObjectName("scheduleList");
    list_->setAccessibleName(accessibleName());
    list_->setIconSize({32, 20});
    list_->setFocusPolicy(Qt::StrongFocus);
    connect(list_, &QComboBox::activated, this, [this](int index) { choose(list_->itemData(index).toString()); });
    column->addWidget(list_);
    column->addWidget(row_);
    list_->hide();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    if (!tiles_.isEmpty())
        setCurrent(tiles_.front()->id());
    fillList();
}

void ScheduleTiles::choose(const QString& id)
{
    const bool other = id != current_;
    setCurrent(id); // also when it is checked already: a click would uncheck it
    if (other)
        Q_EMIT chosen(id);
}

void ScheduleTiles::setCurrent(const QString& id)
{
    for (qsizetype i = 0; i < tiles_.size(); ++i) {
        if (tiles_[i]->id() == id) {
            current_ = id;
            if (i >= kFirstRow && list_->isHidden())
                showOthers(true);
        }
        tiles_[i]->setChecked(tiles_[i]->id() == id);
    }
    const QSignalBlocker quiet(list_);
    list_->setCurrentIndex(list_->findData(current_));
}

void ScheduleTiles::setCustomCurve(const std::vector<CurvePoint>& points)
{
    const AlphaBarCurve curve = alphaBarThrough(points);
    std::vector<double> values;
    for (int i = 0; i <= kSamples; ++i)
        values.push_back(curve(double(i) / kSamples));
    for (ScheduleTile* tile : std::as_const(tiles_))
        if (tile->id() == QLatin1String("custom"))
            tile->setCurve(values);
}

void ScheduleTiles::fillList()
{
    const QSignalBlocker quiet(list_);
    list_->clear();
    for (ScheduleTile* tile : std::as_const(tiles_))
        list_->addItem(QIcon(tile->drawing(list_->iconSize(), paletteOf(this).signal.graphic, devicePixelRatioF())),
                       tile->text(), tile->id());
    list_->setCurrentIndex(list_->findData(current_));
}

void ScheduleTiles::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        fillList();
}

void ScheduleTiles::resizeEvent(QResizeEvent*) { arrange(); }

void ScheduleTiles::arrange()
{
    const bool narrow = width() < kNarrow;
    if (narrow != list_->isHidden())
        return;
    list_->setVisible(narrow);
    row_->setVisible(!narrow);
}

void ScheduleTiles::showOthers(bool shown)
{
    auto* grid = static_cast<QGridLayout*>(row_->layout());
    int place = 0; // those that are there follow each other without a hole
    for (qsizetype i = 0; i < tiles_.size(); ++i) {
        const bool here = i < kFirstRow || shown || tiles_[i]->isChecked();
        tiles_[i]->setVisible(here);
        if (!here)
            continue;
        grid->removeWidget(tiles_[i]);
        grid->addWidget(tiles_[i], place / kFirstRow, place % kFirstRow);
        ++place;
    }
}

} // namespace diffuscope::ui
