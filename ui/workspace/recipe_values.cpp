#include "ui/workspace/recipe_values.h"

#include "core/base/worker.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kShown = 40;

QString tr(const char* text) { return QCoreApplication::translate("RecipeValues", text); }

// As it was written, for a message.
QString textOf(const QJsonValue& value)
{
    const QString text = QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact));
    const QString inner = text.mid(1, text.size() - 2).simplified();
    return inner.size() <= kShown ? inner : inner.left(kShown - 1) + QStringLiteral("…");
}

void refuse(QStringList& refused, const QString& key, const QJsonValue& value, const QString& wanted)
{
    refused.append(tr("%1 = %2, since it takes %3").arg(key, textOf(value), wanted));
}

// Whole and within 64 bits, or nothing.
std::optional<qint64> wholeNumber(const QJsonValue& value)
{
    const qint64 number = value.toInteger(0);
    return value.isDouble() && number == value.toInteger(1) ? std::optional(number) : std::nullopt;
}

std::optional<std::uint64_t> digits(const QString& text)
{
    const bool all = std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool fits = false;
    const quint64 number = text.toULongLong(&fits);
    return all && fits ? std::optional<std::uint64_t>(number) : std::nullopt;
}

// Throws Error for what the setting cannot take.
ParamValue fitting(const ParamSpec& spec, const QJsonValue& json)
{
    ParamValue value = json.toString().toStdString();
    if (json.isBool())
        value = json.toBool();
    else if (const auto whole = wholeNumber(json))
        value = static_cast<long long>(*whole);
    else if (json.isDouble())
        value = json.toDouble();
    const std::vector<ParamSpec> one{spec};
    const ParamValues values{{spec.key, value}};
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return boolParam(one, values, spec.key);
    case ParamSpec::Kind::Integer:
        return intParam(one, values, spec.key);
    case ParamSpec::Kind::Real:
        return realParam(one, values, spec.key);
    case ParamSpec::Kind::Choice:
        return choiceParam(one, values, spec.key);
    case ParamSpec::Kind::Text:
        break;
    }
    return textParam(one, values, spec.key);
}

bool isSingle(const QJsonValue& json) { return json.isBool() || json.isDouble() || json.isString(); }

} // namespace

std::optional<std::uint64_t> seedOf(const QJsonObject& recipe, QStringList& refused)
{
    const QString key = QStringLiteral("seed");
    const QJsonValue value = recipe.value(key);
    if (value.isUndefined())
        return std::nullopt;
    std::optional<std::uint64_t> seed;
    if (value.isString())
        seed = digits(value.toString());
    else if (const auto whole = wholeNumber(value); whole && *whole >= 0)
        seed = std::uint64_t(*whole);
    if (!seed)
        refuse(refused, key, value, tr("a whole number from 0 to 18446744073709551615"));
    return seed;
}

ParamValues settingsOf(const QJsonObject& values, const std::vector<ParamSpec>& specs, QStringList& refused)
{
    ParamValues fits;
    for (const ParamSpec& spec : specs) {
        const QString key = QString::fromStdString(spec.key);
        const QJsonValue value = values.value(key);
        if (value.isUndefined())
            continue;
        if (!isSingle(value)) {
            refuse(refused, key, value, tr("a single value"));
        } else if (attempt([&] { fits[spec.key] = fitting(spec, value); })) {
            fits.erase(spec.key);
            refuse(refused, key, value, translated(acceptedValues(spec)));
        }
    }
    return fits;
}

} // namespace diffuscope::ui
