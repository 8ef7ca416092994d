#include "ui/forward/schedule_tiles.h"

#include "ui/style/paint_kit.h"
#include "ui/style/theme.h"

#include <QGridLayout>
#include <QPainter>

namespace diffuscope::ui {

namespace {

constexpr int kColumns = 4, kHeight = 54, kSamples = 50;

} // namespace

ScheduleTile::ScheduleTile(const CatalogEntry& entry, QWidget* parent) : QAbstractButton(parent)
{
    setText(QString::fromStdString(entry.name));
    setObjectName("schedule_" + QString::fromStdString(entry.id));
    setAccessibleName(text());
    setToolTip(text() + u'\n' + QString::fromStdString(entry.about));
    setCheckable(true);
    setAutoExclusive(true);
    setFocusPolicy(Qt::TabFocus);
    setAttribute(Qt::WA_Hover);
    setMinimumSize(48, kHeight);
    setFixedHeight(kHeight);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const Schedule schedule = makeSchedule({entry.id, 1000, {}});
    for (int i = 0; i <= kSamples; ++i)
        curve_.push_back(schedule.alphaBar(i * schedule.timesteps() / kSamples - 1));
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
    QPolygonF line;
    for (std::size_t i = 0; i < curve_.size(); ++i)
        line.append({6 + (width() - 12) * double(i) / kSamples, 6 + 25 * (1 - curve_[i])});
    painter.setPen(QPen(isChecked() ? palette.signal.graphic : palette.text3, isChecked() ? 2 : 1.5, Qt::SolidLine,
                        Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(isChecked() ? palette.text1 : palette.text2);
    painter.setFont(textFont(11, isChecked() ? 600 : 400));
    const QFontMetrics metrics = painter.fontMetrics();
    const bool fits = metrics.horizontalAdvance(text()) <= width() - 6; // else its first word, as in "Scaled linear"
    const QString name = metrics.elidedText(fits ? text() : text().section(u' ', 0, 0), Qt::ElideRight, width() - 6);
    painter.drawText(QRectF(0, 35, width(), 15), Qt::AlignCenter, name);
}

ScheduleTiles::ScheduleTiles(QWidget* parent) : QWidget(parent)
{
    setAccessibleName(tr("Noise schedule"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(6);
    for (const CatalogEntry& entry : schedules()) {
        auto* tile = new ScheduleTile(entry);
        const QString id = QString::fromStdString(entry.id);
        connect(tile, &QAbstractButton::clicked, this, [this, id] { Q_EMIT chosen(id); });
        grid->addWidget(tile, int(tiles_.size()) / kColumns, int(tiles_.size()) % kColumns);
        tiles_.append(tile);
        ids_.append(id);
    }
    if (!tiles_.isEmpty())
        tiles_.front()->setChecked(true);
}

QString ScheduleTiles::current() const
{
    for (qsizetype i = 0; i < tiles_.size(); ++i)
        if (tiles_[i]->isChecked())
            return ids_[i];
    return {};
}

void ScheduleTiles::setCurrent(const QString& id)
{
    if (const qsizetype at = ids_.indexOf(id); at >= 0)
        tiles_[at]->setChecked(true);
}

} // namespace diffuscope::ui
