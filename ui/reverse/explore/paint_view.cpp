#include "ui/reverse/explore/paint_view.h"

#include "ui/widgets/image/picture_paint.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace diffuscope::ui {

PaintView::PaintView(QWidget* parent) : ImageView(Concept::State, parent)
{
    setObjectName(QStringLiteral("futuresState"));
}

void PaintView::setState(const PaintedOn& on, std::uint64_t seed)
{
    const bool same = on.state.sameShape(on_.state) && on.state.values == on_.state.values && seed == seed_ &&
                      on.noise.values == on_.noise.values &&
                      on.data.values == on_.data.values; // a branch has the same x_t
    if (same)
        return;
    on_ = on;
    seed_ = seed;
    const bool had = !strokes_.empty();
    strokes_.clear();
    undone_.clear();
    repaintState();
    showGuess(guess_); // there may be none of this state
    if (had)
        Q_EMIT strokesChanged();
}

void PaintView::clearStrokes()
{
    if (strokes_.empty() && undone_.empty())
        return;
    strokes_.clear();
    undone_.clear();
    repaintState();
    Q_EMIT strokesChanged();
}

void PaintView::setTool(Tool tool)
{
    tool_ = tool;
    showGuess(guess_); // which may be over
    setCursor(tool == Tool::Look ? Qt::ArrowCursor : Qt::CrossCursor);
    update();
}

void PaintView::setBrush(int pixels) { brush_ = std::clamp(pixels, 1, PaintStroke::kMostBrush); }

void PaintView::setColour(const std::vector<int>& colour) { colour_ = colour; }

void PaintView::repaintState()
{
    const bool there = paintable() && !strokes_.empty();
    over_ = there ? strokesOver(strokes_, on_.state.height, on_.state.width) : std::vector<int>();
    if (guess_ && paintable())
        setImage(paintedGuess(on_, strokes_));
    else if (there)
        setImage(painted(on_, strokes_, seed_));
    else if (!on_.state.empty())
        setImage(on_.state);
}

// With a brush in hand; to whoever looks, Alt means other things.
void PaintView::showGuess(bool guess)
{
    guess = guess && tool_ != Tool::Look && paintable();
    if (guess == guess_)
        return;
    guess_ = guess;
    setFrameConcept(guess ? Concept::Prediction : Concept::State);
    repaintState();
    Q_EMIT guessShown(guess);
}

void PaintView::undo()
{
    if (strokes_.empty())
        return;
    undone_.push_back(std::move(strokes_.back()));
    strokes_.pop_back();
    repaintState();
    Q_EMIT strokesChanged();
}

void PaintView::redo()
{
    if (undone_.empty())
        return;
    strokes_.push_back(std::move(undone_.back()));
    undone_.pop_back();
    repaintState();
    Q_EMIT strokesChanged();
}

void PaintView::strokeAt(const QPoint& pixel, bool begins)
{
    if (!paintable() || tool_ == Tool::Look)
        return;
    if (begins || strokes_.empty() || strokes_.back().path.size() + 2 > PaintStroke::kLongestPath) {
        using Kind = PaintStroke::Kind;
        const Kind kind = tool_ == Tool::Eraser ? Kind::Erase : colour_.empty() ? Kind::Renew : Kind::Paint;
        strokes_.push_back({kind, brush_, kind == Kind::Paint ? colour_ : std::vector<int>(), {}});
        undone_.clear();
    }
    std::vector<int>& path = strokes_.back().path;
    const auto size = path.size();
    if (size >= 2 && path[size - 2] == pixel.x() && path[size - 1] == pixel.y())
        return;
    path.push_back(pixel.x());
    path.push_back(pixel.y());
    repaintState();
    Q_EMIT strokesChanged();
}

// Undo is the picture's before it is anybody's shortcut.
bool PaintView::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->accept();
            return true;
        }
    }
    return ImageView::event(event);
}

void PaintView::keyReleaseEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Alt)
        showGuess(false);
    ImageView::keyReleaseEvent(event);
}

// The key may be let go where this view is not told.
void PaintView::focusOutEvent(QFocusEvent* event)
{
    ImageView::focusOutEvent(event);
    showGuess(false);
}

void PaintView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Alt)
        return showGuess(true);
    if (event->matches(QKeySequence::Undo))
        return undo();
    if (event->matches(QKeySequence::Redo))
        return redo();
    const QPoint by = event->key() == Qt::Key_Left    ? QPoint(-1, 0)
                      : event->key() == Qt::Key_Right ? QPoint(1, 0)
                      : event->key() == Qt::Key_Up    ? QPoint(0, -1)
                      : event->key() == Qt::Key_Down  ? QPoint(0, 1)
                                                      : QPoint();
    const bool paints = tool_ != Tool::Look && paintable() && event->modifiers() == Qt::NoModifier;
    if (!paints || (by.isNull() && event->key() != Qt::Key_Space))
        return ImageView::keyPressEvent(event);
    QPoint at = at_.value_or(QPoint(on_.state.width / 2, on_.state.height / 2));
    if (by.isNull()) {
        strokeAt(at, true);
    } else {
        at = {std::clamp(at.x() + by.x(), 0, on_.state.width - 1),
              std::clamp(at.y() + by.y(), 0, on_.state.height - 1)};
    }
    at_ = at;
    const bool covered = !over_.empty() && over_[std::size_t(at.y() * on_.state.width + at.x())] >= 0;
    setAccessibleDescription(tr("brush %1, column %2, row %3, %4")
                                 .arg(brush_)
                                 .arg(at.x())
                                 .arg(at.y())
                                 .arg(covered ? tr("painted") : tr("not painted")));
    update();
}

void PaintView::mousePressEvent(QMouseEvent* event)
{
    const auto pixel = transform().pixelAt(event->position());
    if (tool_ == Tool::Look || !paintable() || event->button() != Qt::LeftButton || !pixel)
        return ImageView::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    at_.reset();
    painting_ = true;
    showGuess(event->modifiers() & Qt::AltModifier);
    strokeAt(*pixel, true);
}

void PaintView::mouseMoveEvent(QMouseEvent* event)
{
    if (!painting_)
        return ImageView::mouseMoveEvent(event);
    showGuess(event->modifiers() & Qt::AltModifier);
    if (const auto pixel = transform().pixelAt(event->position()))
        strokeAt(*pixel, false);
}

void PaintView::mouseReleaseEvent(QMouseEvent* event)
{
    if (!std::exchange(painting_, false))
        ImageView::mouseReleaseEvent(event);
}

// Strokes keep a dashed outline until the branch is made.
void PaintView::drawContent(QPainter& painter, const ViewTransform& t)
{
    ImageView::drawContent(painter, t);
    const Palette& colours = paletteOf(this);
    const int width = on_.state.width, height = on_.state.height;
    const auto marked = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < width && y < height && over_[std::size_t(y * width + x)] >= 0;
    };
    if (!over_.empty()) {
        painter.setPen(QPen(colours.noise.graphic, 2, Qt::DashLine));
        drawOutline(painter, t, {width, height}, marked);
    }
    if (at_ && tool_ != Tool::Look && hasFocus()) {
        const double side = brush_ * t.cellSize();
        painter.setBrush(Qt::NoBrush);
        painter.setRenderHint(QPainter::Antialiasing);
        for (const auto& [colour, pen] : {std::pair{QColor(Qt::white), 3.0}, std::pair{QColor(Qt::black), 1.0}}) {
            painter.setPen(QPen(colour, pen));
            painter.drawEllipse(t.cell(*at_).center(), side / 2, side / 2);
        }
    }
}

} // namespace diffuscope::ui
