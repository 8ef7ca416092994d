#include "ui/widgets/math/math_layout.h"

#include <QFontMetricsF>
#include <QMap>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

using Box = std::unique_ptr<MathBox>;
constexpr double kScriptScale = 0.68;
constexpr int kDeepest = 30; // braces inside braces

const QMap<QString, QString>& symbols()
{
    static const QMap<QString, QString> kSymbols{
        {"alpha", "α"}, {"beta", "β"},   {"gamma", "γ"}, {"delta", "δ"},  {"epsilon", "ε"}, {"eta", "η"},
        {"theta", "θ"}, {"lambda", "λ"}, {"mu", "μ"},    {"pi", "π"},     {"sigma", "σ"},   {"tau", "τ"},
        {"phi", "φ"},   {"Delta", "Δ"},  {"Sigma", "Σ"}, {"nabla", "∇"},  {"infty", "∞"},   {"cdot", "·"},
        {"times", "×"}, {"to", "→"},     {"sim", "∼"},   {"approx", "≈"}, {"leq", "≤"},     {"geq", "≥"},
        {"in", "∈"},    {"pm", "±"},     {"mid", "|"},   {"normal", "𝒩"}, {"ldots", "…"},   {"prod", "∏"},
        {"sum", "∑"}};
    return kSymbols;
}

const QMap<QString, Concept>& concepts()
{
    static const QMap<QString, Concept> kConcepts{{"signal", Concept::Signal},
                                                  {"noise", Concept::Noise},
                                                  {"state", Concept::State},
                                                  {"prediction", Concept::Prediction},
                                                  {"error", Concept::Error}};
    return kConcepts;
}

bool isOperator(const QString& text)
{
    static const QString kOperators = QStringLiteral("=+−·×→∼≈≤≥∈±|");
    return text.size() == 1 && kOperators.contains(text);
}

bool isItalic(const QString& text)
{
    return text.size() == 1 && text[0].isLetter() && !QStringLiteral("∇ΔΣ∏∑").contains(text[0]);
}

Box make(MathBox::Kind kind, double size)
{
    auto box = std::make_unique<MathBox>();
    box->kind = kind;
    box->size = size;
    return box;
}

Box run(const QString& text, const QFont& font, double size)
{
    Box box = make(MathBox::Kind::Run, size);
    const QFontMetricsF metrics(font);
    box->text = text;
    box->font = font;
    const QRectF tight = metrics.tightBoundingRect(text);
    box->width = metrics.horizontalAdvance(text);
    if (font.italic()) // slanted letters reach over their cell
        box->width = std::max(box->width, tight.right() + size * 0.02);
    box->ascent = std::max(-tight.top(), 0.0);
    box->descent = std::max(tight.bottom(), 0.0);
    return box;
}

Box space(double width, double size)
{
    Box box = make(MathBox::Kind::Space, size);
    box->width = width;
    return box;
}

void measureRow(MathBox& row)
{
    row.width = row.ascent = row.descent = 0;
    for (const auto& part : row.parts) {
        row.width += part->width;
        row.ascent = std::max(row.ascent, part->ascent);
        row.descent = std::max(row.descent, part->descent);
    }
}

Box decorate(MathBox::Kind kind, Box inner)
{
    const double size = inner->size;
    Box box = make(kind, size);
    box->width = inner->width;
    box->ascent = inner->ascent;
    box->descent = inner->descent;
    if (kind == MathBox::Kind::Bar)
        box->ascent += size * 0.20;
    if (kind == MathBox::Kind::Hat)
        box->ascent += size * 0.28;
    if (kind == MathBox::Kind::Root) {
        box->width += size * 0.72;
        box->ascent = std::max(box->ascent, size * 0.55) + size * 0.22;
        box->descent += size * 0.04;
    }
    box->parts.push_back(std::move(inner));
    return box;
}

Box script(Box base, Box sub, Box sup)
{
    const double size = base->size;
    Box box = make(MathBox::Kind::Script, size);
    box->ascent = base->ascent;
    box->descent = base->descent;
    double wide = 0;
    if (sub) {
        box->descent = std::max(box->descent, sub->descent + size * 0.22);
        wide = sub->width;
    }
    if (sup) {
        box->ascent = std::max(box->ascent, sup->ascent + size * 0.36);
        wide = std::max(wide, sup->width);
    }
    box->width = base->width + wide + size * 0.04;
    box->parts.push_back(std::move(base));
    box->parts.push_back(std::move(sub));
    box->parts.push_back(std::move(sup));
    return box;
}

class Parser {
public:
    explicit Parser(const QString& text) : text_(text) {}

    Box row(double size, QChar closing)
    {
        Box box = make(MathBox::Kind::Row, size);
        const bool script = size < outer_ - 0.01;
        while (at_ < text_.size()) {
            if (!closing.isNull() && text_[at_] == closing) {
                ++at_;
                break;
            }
            append(*box, scripted(atom(size, script), size));
        }
        while (!box->parts.empty() && box->parts.back()->kind == MathBox::Kind::Space &&
               box->parts.back()->text == u" ")
            box->parts.pop_back();
        measureRow(*box);
        return box;
    }
    void setOuter(double size) { outer_ = size; }

private:
    // Spaces typed beside an operator add nothing to the operator's own.
    static void append(MathBox& row, Box part)
    {
        const bool blank = part->kind == MathBox::Kind::Space && part->text == u" ";
        const bool afterPadded = !row.parts.empty() && row.parts.back()->text == u"pad";
        if (blank && (row.parts.empty() || afterPadded))
            return;
        if (part->text == u"pad" && !row.parts.empty() && row.parts.back()->text == u" ")
            row.parts.pop_back();
        row.parts.push_back(std::move(part));
    }
    Box scripted(Box base, double size)
    {
        Box sub, sup;
        while (at_ < text_.size() && (text_[at_] == u'_' || text_[at_] == u'^')) {
            Box& target = text_[at_++] == u'_' ? sub : sup;
            target = argument(size * kScriptScale);
        }
        return sub || sup ? script(std::move(base), std::move(sub), std::move(sup)) : std::move(base);
    }
    Box argument(double size)
    {
        if (at_ >= text_.size())
            return make(MathBox::Kind::Row, size);
        if (depth_ >= kDeepest) { // hostile nesting: the rest is left out
            at_ = text_.size();
            return make(MathBox::Kind::Row, size);
        }
        ++depth_;
        Box result = text_[at_] == u'{' ? (++at_, row(size, u'}')) : atom(size, size < outer_ - 0.01);
        --depth_;
        return result;
    }
    QString group() // raw text of {...}
    {
        if (at_ >= text_.size() || text_[at_] != u'{')
            return {};
        const qsizetype end = text_.indexOf(u'}', at_);
        const QString inner = text_.mid(at_ + 1, (end < 0 ? text_.size() : end) - at_ - 1);
        at_ = end < 0 ? text_.size() : end + 1;
        return inner;
    }
    Box atom(double size, bool script)
    {
        const QChar c = text_[at_];
        if (c == u'\\')
            return command(size, script);
        if (c == u'{')
            return argument(size);
        const qsizetype length = c.isHighSurrogate() && at_ + 1 < text_.size() ? 2 : 1;
        QString glyph = text_.mid(at_, length);
        at_ += length;
        if (glyph == u"-")
            glyph = QStringLiteral("−");
        if (glyph == u" ") {
            Box blank = space(size * 0.25, size);
            blank->text = glyph;
            return blank;
        }
        return symbol(glyph, size, script);
    }
    Box symbol(const QString& glyph, double size, bool script)
    {
        Box box = run(glyph, mathFont(int(std::round(size)), isItalic(glyph)), size);
        if (!isOperator(glyph) || script)
            return box;
        Box padded = make(MathBox::Kind::Row, size);
        padded->text = QStringLiteral("pad");
        const double pad = size * (glyph == u"·" ? 0.14 : 0.24);
        padded->parts.push_back(space(pad, size));
        padded->parts.push_back(std::move(box));
        padded->parts.push_back(space(pad, size));
        measureRow(*padded);
        return padded;
    }
    Box command(double size, bool script)
    {
        const qsizetype start = ++at_;
        while (at_ < text_.size() && text_[at_].isLetter())
            ++at_;
        const QString name = text_.mid(start, at_ - start);
        if (name.isEmpty() && at_ < text_.size() && (text_[at_] == u',' || text_[at_] == u' ')) {
            ++at_;
            return space(size * 0.17, size);
        }
        if (name == u"quad")
            return space(size, size);
        if (name == u"text")
            return run(group(), mathFont(int(std::round(size)), false), size);
        if (name == u"bold") {
            QFont font = mathFont(int(std::round(size)), false);
            font.setBold(true);
            return run(group(), font, size);
        }
        if (name == u"bar")
            return decorate(MathBox::Kind::Bar, argument(size));
        if (name == u"hat")
            return decorate(MathBox::Kind::Hat, argument(size));
        if (name == u"sqrt")
            return decorate(MathBox::Kind::Root, argument(size));
        if (concepts().contains(name)) {
            Box coloured = argument(size);
            Box holder = make(MathBox::Kind::Row, size);
            holder->colour = concepts()[name];
            holder->parts.push_back(std::move(coloured));
            measureRow(*holder);
            return holder;
        }
        if (symbols().contains(name)) {
            if (at_ < text_.size() && text_[at_] == u' ') // the space that ends a command
                ++at_;
            return symbol(symbols()[name], size, script);
        }
        return run(u'\\' + name, mathFont(int(std::round(size)), false), size);
    }

    const QString& text_;
    qsizetype at_ = 0;
    int depth_ = 0;
    double outer_ = 0;
};

} // namespace

QString mathSymbol(const QString& command) { return symbols().value(command); }

Box layOutMathExactly(const QString& markup, int pixelSize)
{
    Parser parser(markup);
    parser.setOuter(pixelSize);
    return parser.row(pixelSize, QChar());
}

Box layOutMath(const QString& markup, int pixelSize) { return layOutMathExactly(markup, shownSize(pixelSize)); }

} // namespace diffuscope::ui
