#include "ui/widgets/math/plain_math.h"

#include "ui/widgets/math/math_layout.h"

#include <QHash>

#include <algorithm>

namespace diffuscope::ui {

namespace {

// Every character's small form; empty where one has none.
QString small(const QString& text, const QHash<QChar, QChar>& forms)
{
    QString result;
    for (const QChar c : text) {
        const QChar form = forms.value(c);
        if (form.isNull())
            return {};
        result += form;
    }
    return result;
}

QString lowered(const QString& text)
{
    static const QHash<QChar, QChar> kForms = {{u'0', u'₀'}, {u'1', u'₁'}, {u'2', u'₂'}, {u'i', u'ᵢ'}, {u'k', u'ₖ'},
                                               {u's', u'ₛ'}, {u't', u'ₜ'}, {u'-', u'₋'}, {u'−', u'₋'}, {u'+', u'₊'}};
    const QString form = small(text, kForms);
    return !form.isEmpty() ? form : text.size() == 1 ? u'_' + text : QStringLiteral("_(") + text + u')';
}

QString raised(const QString& text)
{
    static const QHash<QChar, QChar> kForms = {{u'2', u'²'}, {u'3', u'³'}, {u'-', u'⁻'}, {u'1', u'¹'}};
    const QString form = small(text, kForms);
    return !form.isEmpty() ? form : text.size() == 1 ? u'^' + text : QStringLiteral("^(") + text + u')';
}

class Reader {
public:
    explicit Reader(const QString& text) : text_(text) {}
    QString run() // up to the end, or the bracket that closes the group
    {
        QString result;
        while (at_ < text_.size() && text_[at_] != u'}')
            result += piece();
        return result;
    }

private:
    QString piece()
    {
        const QChar c = text_[at_];
        if (c == u'\\')
            return command();
        if (c == u'{')
            return group();
        ++at_;
        if (c == u'_' || c == u'^') {
            const QString script = at_ < text_.size() ? piece() : QString();
            return c == u'_' ? lowered(script) : raised(script);
        }
        return c;
    }
    QString group()
    {
        ++at_;
        const QString inside = run();
        ++at_;
        return inside;
    }
    QString command()
    {
        const qsizetype start = ++at_;
        while (at_ < text_.size() && text_[at_].isLetter())
            ++at_;
        const QString name = text_.mid(start, at_ - start);
        if (const QString letter = mathSymbol(name); !letter.isEmpty()) {
            if (at_ < text_.size() && text_[at_] == u' ') // the space that ends a command
                ++at_;
            return letter;
        }
        const QString inside = at_ < text_.size() && text_[at_] == u'{' ? group() : QString();
        if (name == QLatin1String("bar"))
            return inside == QStringLiteral("α") ? QStringLiteral("ᾱ") : inside + QChar(0x0304);
        if (name == QLatin1String("hat")) // over the letter, not over its index
            return inside.left(1) + QChar(0x0302) + inside.mid(1);
        if (name != QLatin1String("sqrt"))
            return inside;
        static const QString kOperators = QStringLiteral(" −-+·");
        const bool single = std::none_of(inside.begin(), inside.end(), [](QChar c) { return kOperators.contains(c); });
        return single ? u'√' + inside : QStringLiteral("√(") + inside + u')';
    }

    const QString& text_;
    qsizetype at_ = 0;
};

} // namespace

QString plainMath(const QString& markup) { return Reader(markup).run(); }

} // namespace diffuscope::ui
