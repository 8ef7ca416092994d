// ImageView: its menu, and taking the picture along.
#include "core/base/error.h"
#include "ui/settings/preferences.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/files/file_dialogs.h"
#include "ui/widgets/files/save_request.h"
#include "ui/widgets/image/image_view.h"
#include "ui/widgets/image/pixel_text.h"
#include "ui/widgets/image/view_link.h"

#include <QActionGroup>
#include <QApplication>
#include <QBuffer>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDrag>
#include <QFileInfo>
#include <QMenu>
#include <QMimeData>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTimer>
#include <QUrl>

#include <algorithm>
#include <functional>

namespace diffuscope::ui {

namespace {

using Colours = DisplayScale::Colours;
constexpr float kRanges[] = {0, 1, kNoiseRange, 4, DisplayScale::kAutomatic};
constexpr int kNoteTime = 5000;
const QString kPng = QStringLiteral(".png");

std::string pngOf(const QImage& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG"))
        throw Error("Cannot encode the picture as PNG",
                    std::to_string(picture.width()) + " x " + std::to_string(picture.height()));
    return bytes.toStdString();
}

void choice(QMenu* menu, QActionGroup* group, const QString& text, bool checked, const std::function<void()>& chosen)
{
    QAction* action = menu->addAction(text, chosen);
    action->setCheckable(true);
    action->setChecked(checked);
    group->addAction(action);
}

} // namespace

void ImageView::contextMenuEvent(QContextMenuEvent* event)
{
    if (image_.empty())
        return;
    hidePlate();
    QMenu menu(this);
    menu.addAction(tr("Copy picture"), QKeySequence::Copy, this, &ImageView::copyPicture);
    const auto pixel = hovered_ ? hovered_ : probe(); // the mouse leaves the picture for the menu
    QAction* values = menu.addAction(tr("Copy values"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), this,
                                     [this, pixel] { copyValuesOf(*pixel); });
    values->setEnabled(pixel.has_value());
    menu.addAction(tr("Save as PNG…"), this, &ImageView::savePicture);
    menu.addSeparator();
    addLookActions(menu);
    menu.addSeparator();
    addColourActions(menu);
    menu.exec(event->globalPos());
}

void ImageView::addLookActions(QMenu& menu)
{
    const ViewTransform t = transform();
    QAction* in = menu.addAction(tr("Zoom in"), QKeySequence(Qt::Key_Plus), this, [this] { zoomBy(1); });
    in->setEnabled(t.scale() < t.largestScale());
    QAction* out = menu.addAction(tr("Zoom out"), QKeySequence(Qt::Key_Minus), this, [this] { zoomBy(-1); });
    out->setEnabled(t.scale() > t.smallestScale());
    QAction* fitted = menu.addAction(tr("Fit"), QKeySequence(Qt::CTRL | Qt::Key_0), this, &ImageView::fit);
    fitted->setEnabled(!t.look.fitted());
    // Elsewhere digits are the timeline's.
    const QKeySequence key = ownsDigits() ? QKeySequence(Qt::Key_1) : QKeySequence();
    menu.addAction(tr("Actual size (1:1)"), key, this, &ImageView::actualPixels);
}

void ImageView::addColourActions(QMenu& menu)
{
    QMenu* colours = menu.addMenu(tr("Colours"));
    auto* kinds = new QActionGroup(colours);
    const std::pair<Colours, QString> names[] = {{Colours::AsIs, tr("As they are")},
                                                 {Colours::Signed, concept_ == Concept::Error
                                                                       ? tr("Around zero: indigo below, coral above")
                                                                       : tr("Around zero: indigo below, amber above")},
                                                 {Colours::Magnitude, tr("Magnitude only")}};
    for (const auto& [kind, name] : names)
        choice(colours, kinds, name, display_.colours == kind, [this, kind = kind] {
            DisplayScale next = display_;
            next.colours = kind;
            setDisplay(next);
        });
    QMenu* ranges = menu.addMenu(tr("Range"));
    auto* limits = new QActionGroup(ranges);
    for (const float limit : kRanges) {
        const QString digits = number(double(limit > 0 ? limit : usualRange_), limit == 1 || limit == 4 ? 0 : 1);
        const QString name = limit == 0  ? tr("The picture's own, ±%1").arg(digits)
                             : limit < 0 ? tr("Automatic: the maximum")
                                         : tr("±%1").arg(digits);
        choice(ranges, limits, name, display_.range == limit, [this, limit] {
            DisplayScale next = display_;
            next.range = limit;
            setDisplay(next);
        });
    }
    if (image_.channels < 3 || display_.colours == Colours::AsIs)
        return;
    QMenu* channels = menu.addMenu(tr("Channel"));
    auto* which = new QActionGroup(channels);
    const QString words[] = {tr("Mean of all"), tr("Red"), tr("Green"), tr("Blue")};
    for (int channel = -1; channel < 3; ++channel)
        choice(channels, which, words[channel + 1], display_.channel == channel, [this, channel] {
            DisplayScale next = display_;
            next.channel = channel;
            setDisplay(next);
        });
}

void ImageView::cycleColours()
{
    DisplayScale next = display_;
    next.colours = Colours((int(next.colours) + 1) % 3);
    setDisplay(next);
}

void ImageView::cycleRange()
{
    DisplayScale next = display_;
    const auto* now = std::find(std::begin(kRanges), std::end(kRanges), next.range);
    next.range = now == std::end(kRanges) || now + 1 == std::end(kRanges) ? kRanges[0] : now[1];
    setDisplay(next);
}

void ImageView::copyPicture() const { QApplication::clipboard()->setImage(enlargedToShare(takenPicture())); }

void ImageView::copyValues() const
{
    if (const auto pixel = hovered_ ? hovered_ : probe())
        copyValuesOf(*pixel);
}

void ImageView::copyValuesOf(const QPoint& pixel) const
{
    QString name = accessibleName();
    if (!name.isEmpty())
        name += QStringLiteral("; ");
    QApplication::clipboard()->setText(name + placeText(pixel) + QStringLiteral(": ") +
                                       pixelText(image_, pixel, range()));
}

QImage ImageView::withRecipe() const
{
    QImage taken = takenPicture();
    if (recipe_ && !Preferences::flag(Preferences::kNoMetadata))
        taken.setText(QStringLiteral("diffuscope"), QString::fromStdString(recipe_()));
    return taken;
}

QString ImageView::fileName() const
{
    QString name = accessibleName().simplified().left(60);
    name.replace(QRegularExpression(QStringLiteral("[^\\w.-]+")), QStringLiteral("-"));
    while (name.endsWith(u'-') || name.endsWith(u'.'))
        name.chop(1);
    return (name.isEmpty() ? QStringLiteral("picture") : name) + kPng;
}

void ImageView::savePicture()
{
    askWhereToSave(this, tr("Save as PNG"), fileName(), tr("PNG"), kPng,
                   [this](const QString& file) { savePictureTo(file); });
}

void ImageView::savePictureTo(const QString& file)
{
    const auto bytes = [taken = withRecipe()] { return pngOf(taken); };
    requestSave(this, file, bytes, [this, file](bool well) {
        const QString name = QFileInfo(file).fileName();
        const QString note = well ? tr("Saved %1").arg(name) : tr("Cannot write %1: choose another folder").arg(name);
        setLoading(note);
        QTimer::singleShot(kNoteTime, this, [this, note] {
            if (loading_ == note)
                setLoading({});
        });
        Q_EMIT saved(file, well);
    });
}

// The file is written while the mouse is still on its way.
void ImageView::dragOut()
{
    if (!dragged_)
        dragged_ = std::make_unique<QTemporaryDir>();
    const QImage taken = withRecipe();
    auto* mime = new QMimeData;
    mime->setImageData(taken);
    if (dragged_->isValid()) {
        const QString file = dragged_->filePath(fileName());
        requestSave(
            this, file, [taken] { return pngOf(taken); }, [](bool) {});
        mime->setUrls({QUrl::fromLocalFile(file)});
    }
    auto* drag = new QDrag(this);
    drag->setMimeData(mime);
    drag->setPixmap(QPixmap::fromImage(taken.scaled(64, 64, Qt::KeepAspectRatio)));
    drag->exec(Qt::CopyAction);
}

} // namespace diffuscope::ui
