#include "ui/style/svg_path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffuscope::ui {

namespace {

class Reader {
public:
    explicit Reader(QStringView data) : data_(data) {}

    bool atEnd()
    {
        skip();
        return at_ >= data_.size();
    }
    QChar command(QChar running)
    {
        skip();
        return data_[at_].isLetter() ? data_[at_++] : running;
    }
    bool number(double& value)
    {
        skip();
        const qsizetype start = at_;
        bool dot = false;
        while (at_ < data_.size() && takes(at_ == start, dot))
            ++at_;
        bool ok = false;
        value = data_.mid(start, at_ - start).toDouble(&ok);
        return ok;
    }
    bool flag(double& value) // arc flags may stand without a space between them
    {
        skip();
        if (at_ >= data_.size() || (data_[at_] != u'0' && data_[at_] != u'1'))
            return false;
        value = data_[at_++] == u'1' ? 1 : 0;
        return true;
    }

private:
    void skip()
    {
        while (at_ < data_.size() && (data_[at_].isSpace() || data_[at_] == u','))
            ++at_;
    }
    bool takes(bool first, bool& dot) const
    {
        const QChar c = data_[at_];
        if (c == u'.' && !dot)
            return dot = true;
        return c.isDigit() || (first && (c == u'-' || c == u'+'));
    }
    QStringView data_;
    qsizetype at_ = 0;
};

struct Arc {
    double rx, ry, rotation, large, sweep;
};

// SVG 1.1, appendix F.6.5: from end points to centre, then as cubic pieces of at most a quarter turn.
void arcTo(QPainterPath& path, Arc arc, QPointF to)
{
    const QPointF from = path.currentPosition();
    if (from == to || arc.rx == 0 || arc.ry == 0)
        return path.lineTo(to);
    const double phi = arc.rotation * std::numbers::pi / 180, c = std::cos(phi), s = std::sin(phi);
    const QPointF half = (from - to) / 2;
    const double x = c * half.x() + s * half.y(), y = -s * half.x() + c * half.y();
    double rx = std::abs(arc.rx), ry = std::abs(arc.ry);
    const double grow = std::sqrt(std::max(1.0, x * x / (rx * rx) + y * y / (ry * ry)));
    rx *= grow, ry *= grow;
    const double below = rx * rx * y * y + ry * ry * x * x;
    const double root =
        std::sqrt(std::max(0.0, (rx * rx * ry * ry - below) / below)) * (arc.large == arc.sweep ? -1 : 1);
    const double u = root * rx * y / ry, v = -root * ry * x / rx;
    const QPointF centre(c * u - s * v + (from.x() + to.x()) / 2, s * u + c * v + (from.y() + to.y()) / 2);
    const double begin = std::atan2((y - v) / ry, (x - u) / rx);
    double turn = std::atan2((-y - v) / ry, (-x - u) / rx) - begin;
    if (arc.sweep > 0 && turn < 0)
        turn += 2 * std::numbers::pi;
    if (arc.sweep == 0 && turn > 0)
        turn -= 2 * std::numbers::pi;
    const int pieces = std::max(1, int(std::ceil(std::abs(turn) / (std::numbers::pi / 2) - 1e-9)));
    const double step = turn / pieces, handle = 4.0 / 3.0 * std::tan(step / 4);
    const auto place = [&](double px, double py) {
        return centre + QPointF(c * rx * px - s * ry * py, s * rx * px + c * ry * py);
    };
    for (int i = 0; i < pieces; ++i) {
        const double a = begin + i * step, b = a + step;
        path.cubicTo(place(std::cos(a) - handle * std::sin(a), std::sin(a) + handle * std::cos(a)),
                     place(std::cos(b) + handle * std::sin(b), std::sin(b) - handle * std::cos(b)),
                     i + 1 == pieces ? to : place(std::cos(b), std::sin(b)));
    }
}

class Builder {
public:
    explicit Builder(QStringView data) : reader_(data) {}

    QPainterPath build()
    {
        QChar command;
        while (!reader_.atEnd()) {
            command = reader_.command(command);
            relative_ = command.isLower();
            if (!draw(command.toUpper()))
                break;
            if (command.toUpper() == u'M')
                command = relative_ ? u'l' : u'L';
        }
        return path_;
    }

private:
    QPointF origin() const { return relative_ ? path_.currentPosition() : QPointF(); }
    bool point(QPointF& p)
    {
        double x = 0, y = 0;
        if (!reader_.number(x) || !reader_.number(y))
            return false;
        p = origin() + QPointF(x, y);
        return true;
    }
    QPointF reflected(bool after) const
    {
        return after ? 2 * path_.currentPosition() - control_ : path_.currentPosition();
    }
    bool draw(QChar command)
    {
        const QChar before = std::exchange(last_, command);
        QPointF a, b, to;
        switch (command.unicode()) {
        case u'Z':
            path_.closeSubpath();
            return true;
        case u'M':
            return point(to) && (path_.moveTo(to), true);
        case u'L':
            return point(to) && (path_.lineTo(to), true);
        case u'H':
        case u'V':
            return straight(command == u'H');
        case u'C':
            return point(a) && point(b) && point(to) && cubic(a, b, to);
        case u'S':
            return point(b) && point(to) && cubic(reflected(before == u'C' || before == u'S'), b, to);
        case u'Q':
            return point(a) && point(to) && quad(a, to);
        case u'T':
            return point(to) && quad(reflected(before == u'Q' || before == u'T'), to);
        case u'A':
            return arc();
        default:
            return false;
        }
    }
    bool straight(bool horizontal)
    {
        double value = 0;
        if (!reader_.number(value))
            return false;
        QPointF to = path_.currentPosition();
        (horizontal ? to.rx() : to.ry()) = value + (horizontal ? origin().x() : origin().y());
        path_.lineTo(to);
        return true;
    }
    bool cubic(QPointF a, QPointF b, QPointF to)
    {
        path_.cubicTo(a, control_ = b, to);
        return true;
    }
    bool quad(QPointF a, QPointF to)
    {
        path_.quadTo(control_ = a, to);
        return true;
    }
    bool arc()
    {
        Arc arc{};
        QPointF to;
        if (!reader_.number(arc.rx) || !reader_.number(arc.ry) || !reader_.number(arc.rotation) ||
            !reader_.flag(arc.large) || !reader_.flag(arc.sweep) || !point(to))
            return false;
        arcTo(path_, arc, to);
        return true;
    }

    Reader reader_;
    QPainterPath path_;
    QPointF control_;
    QChar last_;
    bool relative_ = false;
};

} // namespace

QPainterPath svgPath(QStringView data) { return Builder(data).build(); }

} // namespace diffuscope::ui
