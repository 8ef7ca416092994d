#include "ui/widgets/form/param_form.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/controls/buttons.h"
#include "ui/widgets/terms/explain.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QSignalBlocker>
#include <QSpinBox>

#include <algorithm>
#include <climits>
#include <cmath>
#include <utility>

namespace diffuscope::ui {

namespace {

QString qt(const std::string& text) { return QString::fromStdString(text); }

// Shows as many decimals as the value needs, so a learning rate reads 0.0002 and not 0.000200.
class RealField : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;
    QString textFromValue(double value) const override
    {
        QString text = QString::number(std::abs(value), 'f', decimals());
        while (text.contains(u'.') && (text.endsWith(u'0') || text.endsWith(u'.'))) {
            const bool dot = text.endsWith(u'.');
            text.chop(1);
            if (dot)
                break;
        }
        return value < 0 ? u'-' + text : text;
    }
    double valueFromText(const QString& text) const override { return plain(text).toDouble(); }
    QValidator::State validate(QString& text, int&) const override
    {
        bool ok = false;
        const QString digits = plain(text);
        const double value = digits.toDouble(&ok);
        if (ok)
            return value >= minimum() && value <= maximum() ? QValidator::Acceptable : QValidator::Intermediate;
        static const QString kAllowed = QStringLiteral("0123456789.-+eE");
        const bool partial = std::all_of(digits.begin(), digits.end(), [](QChar c) { return kAllowed.contains(c); });
        return partial ? QValidator::Intermediate : QValidator::Invalid;
    }

private:
    QString plain(QString text) const
    {
        if (!suffix().isEmpty() && text.endsWith(suffix()))
            text.chop(suffix().size());
        return text.replace(u'−', u'-').replace(u',', u'.').trimmed();
    }
};

ParamValue valueOf(const ParamSpec& spec, const QWidget* field)
{
    switch (spec.kind) {
    case ParamSpec::Kind::Toggle:
        return static_cast<const QCheckBox*>(field)->isChecked();
    case ParamSpec::Kind::Integer:
        return static_cast<long long>(static_cast<const QSpinBox*>(field)->value());
    case ParamSpec::Kind::Real:
        return static_cast<const QDoubleSpinBox*>(field)->value();
    case ParamSpec::Kind::Text:
        return static_cast<const QLineEdit*>(field)->text().toStdString();
    case ParamSpec::Kind::Choice:
        break;
    }
    return static_cast<const QComboBox*>(field)->currentData().toString().toStdString();
}

double asNumber(const ParamValue& value)
{
    if (const auto* whole = std::get_if<long long>(&value))
        return double(*whole);
    const auto* real = std::get_if<double>(&value);
    return real ? *real : 0;
}

void showValue(const ParamSpec& spec, QWidget* field, const ParamValue& value)
{
    const QSignalBlocker quiet(field);
    if (spec.kind == ParamSpec::Kind::Toggle && std::holds_alternative<bool>(value))
        static_cast<QCheckBox*>(field)->setChecked(std::get<bool>(value));
    else if (spec.kind == ParamSpec::Kind::Integer)
        static_cast<QSpinBox*>(field)->setValue(int(std::clamp(asNumber(value), double(INT_MIN), double(INT_MAX))));
    else if (spec.kind == ParamSpec::Kind::Real)
        static_cast<QDoubleSpinBox*>(field)->setValue(asNumber(value));
    else if (const auto* text = std::get_if<std::string>(&value); text && spec.kind == ParamSpec::Kind::Choice)
        static_cast<QComboBox*>(field)->setCurrentIndex(
            std::max(0, static_cast<QComboBox*>(field)->findData(qt(*text))));
    else if (text && spec.kind == ParamSpec::Kind::Text)
        static_cast<QLineEdit*>(field)->setText(qt(*text)), static_cast<QLineEdit*>(field)->setCursorPosition(0);
}

QString suffixOf(const ParamSpec& spec)
{
    if (spec.unit.empty())
        return {};
    return spec.unit == "°" ? qt(spec.unit) : QChar(0x00a0) + qt(spec.unit);
}

QDoubleSpinBox* realField(const ParamSpec& spec)
{
    auto* field = new RealField;
    field->setDecimals(spec.decimals);
    field->setRange(spec.minimum, spec.maximum);
    field->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    return field;
}

} // namespace

ParamForm::ParamForm(QWidget* parent) : QWidget(parent) {}

void ParamForm::setSpecs(const std::vector<ParamSpec>& specs, const ParamValues& values)
{
    qDeleteAll(findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly));
    delete layout();
    fields_.clear();
    labels_.clear();
    advanced_.clear();
    specs_ = specs;
    std::stable_partition(specs_.begin(), specs_.end(), [](const ParamSpec& spec) { return !spec.advanced; });
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(6);
    grid->setColumnStretch(0, 1);
    int row = 0, moreRow = 0;
    bool inAdvanced = false;
    std::string group;
    for (const auto& spec : specs_) {
        if (spec.advanced && !inAdvanced) { // the button comes before what it unfolds
            moreRow = row++;
            inAdvanced = true;
            group.clear();
        }
        if (spec.group != group && !spec.group.empty()) {
            QLabel* heading = addHeading(grid, row, spec.group, row == 0);
            ++row;
            if (spec.advanced)
                advanced_ << heading;
        }
        group = spec.group;
        QWidget* field = makeField(spec);
        auto* label = new QLabel(qt(spec.label), this);
        label->setProperty("role", "field");
        label->setToolTip(qt(spec.help));
        label->setBuddy(field);
        if (spec.kind == ParamSpec::Kind::Text) { // a line of its own, under its name
            grid->addWidget(label, row++, 0, 1, 2);
            grid->addWidget(field, row, 0, 1, 2);
        } else if (spec.kind == ParamSpec::Kind::Toggle) { // whose long names need not leave room for wide fields
            auto* line = new QHBoxLayout;
            line->addWidget(label, 1);
            line->addWidget(field, 0, Qt::AlignVCenter);
            grid->addLayout(line, row, 0, 1, 2);
        } else {
            grid->addWidget(label, row, 0);
            grid->addWidget(field, row, 1);
        }
        if (!spec.advanced)
            grid->setRowMinimumHeight(row, 28);
        else
            advanced_ << label << field;
        ++row;
        showValue(spec, field, spec.initial);
        fields_[qt(spec.key)] = field;
        labels_[qt(spec.key)] = label;
    }
    if (!advanced_.isEmpty())
        addMoreButton(grid, moreRow);
    setValues(values);
    setLocked(locked_, reason_, free_);
}

QLabel* ParamForm::addHeading(QGridLayout* grid, int row, const std::string& group, bool first)
{
    auto* heading = new QLabel(qt(group), this);
    heading->setProperty("role", "caption");
    heading->setContentsMargins(0, first ? 0 : 8, 0, 0);
    grid->addWidget(heading, row, 0, 1, 2);
    return heading;
}

QWidget* ParamForm::makeField(const ParamSpec& spec)
{
    QWidget* field = nullptr;
    if (spec.kind == ParamSpec::Kind::Toggle) {
        auto* box = new QCheckBox;
        connect(box, &QCheckBox::toggled, this, &ParamForm::valuesChanged);
        field = box;
    } else if (spec.kind == ParamSpec::Kind::Integer) {
        auto* spin = new QSpinBox;
        spin->setRange(int(std::max(spec.minimum, double(INT_MIN))), int(std::min(spec.maximum, double(INT_MAX))));
        spin->setKeyboardTracking(false);
        spin->setSpecialValueText(qt(spec.lowestName));
        spin->setSuffix(suffixOf(spec));
        connect(spin, &QSpinBox::valueChanged, this, &ParamForm::valuesChanged);
        field = spin;
    } else if (spec.kind == ParamSpec::Kind::Real) {
        auto* spin = realField(spec);
        spin->setSuffix(suffixOf(spec));
        spin->setKeyboardTracking(false);
        connect(spin, &QDoubleSpinBox::valueChanged, this, &ParamForm::valuesChanged);
        field = spin;
    } else if (spec.kind == ParamSpec::Kind::Text) {
        auto* line = new QLineEdit;
        connect(line, &QLineEdit::editingFinished, this, &ParamForm::valuesChanged);
        field = line;
    } else {
        auto* combo = new QComboBox;
        const auto& names = spec.choiceNames.empty() ? spec.choices : spec.choiceNames;
        for (std::size_t k = 0; k < spec.choices.size(); ++k)
            combo->addItem(qt(names[k]), qt(spec.choices[k]));
        connect(combo, &QComboBox::currentIndexChanged, this, &ParamForm::valuesChanged);
        field = combo;
    }
    field->setParent(this);
    field->setObjectName(qt(spec.key));
    field->setAccessibleName(qt(spec.label));
    field->setToolTip(qt(spec.help));
    field->setFocusPolicy(Qt::StrongFocus);
    if (spec.kind != ParamSpec::Kind::Toggle && spec.kind != ParamSpec::Kind::Text)
        field->setFixedWidth(fieldWidth_);
    return field;
}

void ParamForm::addMoreButton(QGridLayout* grid, int row)
{
    const auto icon = [](bool open) { return open ? QStringLiteral("chevron") : QStringLiteral("chevronRight"); };
    auto* more = new Button(tr("More settings"), icon(false), Button::Look::Flat, this);
    more->setObjectName(QStringLiteral("moreSettings"));
    more->setToolTip(tr("Show or hide what is seldom changed"));
    grid->addWidget(more, row, 0, 1, 2, Qt::AlignLeft);
    const auto show = [this, more, icon](bool on) {
        more->setIconName(icon(on));
        showAdvanced(on);
    };
    connect(more, &QPushButton::clicked, this, [this, show] { show(!showsAdvanced_); });
    show(showsAdvanced_);
}

void ParamForm::showAdvanced(bool shown)
{
    showsAdvanced_ = shown;
    for (QWidget* widget : std::as_const(advanced_))
        widget->setVisible(shown);
}

ParamValues ParamForm::values() const
{
    ParamValues result;
    for (const auto& spec : specs_)
        result[spec.key] = valueOf(spec, fields_[qt(spec.key)]);
    return result;
}

void ParamForm::setValues(const ParamValues& values)
{
    for (const auto& spec : specs_)
        if (const auto found = values.find(spec.key); found != values.end())
            showValue(spec, fields_[qt(spec.key)], found->second);
}

void ParamForm::setProblem(const QString& key, const QString& why)
{
    problem_ = fields_.contains(key) ? key : QString();
    problemWords_ = why;
    for (const auto& spec : specs_)
        setReason(fields_[qt(spec.key)], troubleOf(spec));
    update();
}

void ParamForm::setShown(const QString& key, bool shown)
{
    if (!fields_.contains(key))
        return;
    const bool folded = advanced_.contains(fields_[key]) && !showsAdvanced_;
    for (QWidget* part : {static_cast<QWidget*>(labels_[key]), fields_[key]})
        part->setVisible(shown && !folded);
}

// Shown in place of what the setting means.
QString ParamForm::troubleOf(const ParamSpec& spec) const
{
    if (!problem_.isEmpty() && qt(spec.key) == problem_)
        return problemWords_;
    return locked_ && !free_.contains(qt(spec.key)) && !reason_.isEmpty() ? tr("Locked: %1").arg(reason_) : QString();
}

void ParamForm::setLocked(bool locked, const QString& reason, const QStringList& free)
{
    locked_ = locked;
    reason_ = reason;
    free_ = free;
    for (const auto& spec : specs_) {
        QWidget* field = fields_[qt(spec.key)];
        field->setEnabled(!locked || free.contains(qt(spec.key)));
        setReason(field, troubleOf(spec));
    }
    update();
}

void ParamForm::paintEvent(QPaintEvent*)
{
    if (QWidget* field = fields_.value(problem_); field && field->isVisible()) { // a bar beside it
        QPainter painter(this);
        painter.fillRect(QRect(field->x() - 6, field->y(), 3, field->height()), paletteOf(this).error.graphic);
    }
    if (!locked_)
        return;
    QPainter painter(this); // a padlock before each field
    for (auto at = fields_.cbegin(); at != fields_.cend(); ++at) {
        const QWidget* field = at.value();
        const QLabel* label = labels_[at.key()];
        const bool crowded =
            label->geometry().bottom() >= field->y() && label->x() + label->sizeHint().width() > field->x() - 22;
        if (!field->isVisible() || crowded || free_.contains(at.key()))
            continue;
        const QRectF place(field->x() - 22, field->geometry().center().y() - 7, 16, 16);
        drawIcon(painter, QStringLiteral("lock"), place, paletteOf(this).text3);
    }
}

} // namespace diffuscope::ui
