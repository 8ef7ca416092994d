#include "ui/forward/schedule/schedule_fields.h"

#include "ui/style/theme.h"
#include "ui/widgets/math/math_text.h"

#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <cmath>

namespace diffuscope::ui {

namespace {

// The widget that has the focus before `widget`: new ones go there, not to the end of the window.
QWidget* focusBefore(QWidget* widget)
{
    QWidget* before = widget->previousInFocusChain();
    while (before != widget && (before->focusPolicy() & Qt::TabFocus) == 0)
        before = before->previousInFocusChain();
    return before == widget ? nullptr : before;
}

constexpr int kPerRow = 3, kLeastDecimals = 4, kPrefixSize = 14;
constexpr double kAnything = 1e6;
constexpr int kAnySteps = 999999;

// As the papers write it; empty: it has a name only.
QString symbolOf(const ParamSpec& spec)
{
    if (spec.key == "beta_start")
        return QStringLiteral("\\beta_1");
    if (spec.key == "beta_end")
        return QStringLiteral("\\beta_T");
    return spec.key == "tau" ? QStringLiteral("τ") : QString();
}

double valueIn(const ParamValues& values, const ParamSpec& spec)
{
    const auto found = values.find(spec.key);
    const auto* value = std::get_if<double>(found == values.end() ? &spec.initial : &found->second);
    return value ? *value : 0;
}

QString plain(QString text) { return text.replace(u'−', u'-').replace(u',', u'.').trimmed(); }

// 0.0200 and 0.00001: four decimals, more where the value has them.
class RealBox : public QDoubleSpinBox {
public:
    explicit RealBox(const ParamSpec& spec)
        : least_(symbolOf(spec).isEmpty() ? 1 : std::min(spec.decimals, kLeastDecimals))
    {
        setDecimals(std::max(spec.decimals, 1) + 1);
        setRange(-kAnything, kAnything);
        setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    }
    QString textFromValue(double value) const override
    {
        QString text = QString::number(std::abs(value), 'f', decimals());
        while (text.endsWith(u'0') && text.size() - 1 - text.indexOf(u'.') > least_)
            text.chop(1);
        return value < 0 ? u'−' + text : text;
    }
    double valueFromText(const QString& text) const override { return plain(text).toDouble(); }
    QValidator::State validate(QString& text, int&) const override
    {
        bool ok = false;
        const double value = plain(text).toDouble(&ok);
        if (ok)
            return std::abs(value) <= kAnything ? QValidator::Acceptable : QValidator::Intermediate;
        const QString typed = plain(text);
        const bool partial = std::all_of(typed.begin(), typed.end(),
                                         [](QChar c) { return QStringLiteral("0123456789.-+eE").contains(c); });
        return partial ? QValidator::Intermediate : QValidator::Invalid;
    }

private:
    int least_;
};

void dress(QAbstractSpinBox* box, const QString& symbol, const QString& name)
{
    QWidget* mark = nullptr;
    if (symbol.isEmpty()) {
        auto* label = new QLabel(name, box);
        label->setProperty("role", "caption");
        mark = label;
    } else {
        mark = new MathText(symbol, kPrefixSize, box);
    }
    mark->setAttribute(Qt::WA_TransparentForMouseEvents);
    mark->ensurePolished();
    const QSize size = mark->sizeHint();
    mark->setGeometry(7, 2, size.width(), 24);
    box->findChild<QLineEdit*>()->setTextMargins(size.width() + 2, 0, 0, 0);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setAlignment(Qt::AlignRight);
    box->setKeyboardTracking(false);
    box->setFocusPolicy(Qt::StrongFocus);
    box->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

} // namespace

ScheduleFields::ScheduleFields(QWidget* parent)
    : QWidget(parent), timesteps_(new QSpinBox(this)), grid_(new QGridLayout(this))
{
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(6);
    timesteps_->setRange(0, kAnySteps);
    timesteps_->setValue(1000);
    timesteps_->setObjectName("timesteps");
    timesteps_->setAccessibleName(tr("Steps T"));
    timesteps_->setToolTip(tr("T: how many steps the picture takes from data to noise, 10 to 4,000"));
    dress(timesteps_, QStringLiteral("T"), {});
    connect(timesteps_, &QSpinBox::valueChanged, this, &ScheduleFields::edited);
    arrange();
}

void ScheduleFields::setSpecs(const std::vector<ParamSpec>& specs)
{
    qDeleteAll(reals_);
    reals_.clear();
    specs_.clear();
    for (const ParamSpec& spec : specs) {
        if (spec.kind != ParamSpec::Kind::Real)
            continue;
        auto* box = new RealBox(spec);
        box->setParent(this);
        box->setObjectName(QString::fromStdString(spec.key));
        box->setAccessibleName(QString::fromStdString(spec.label));
        box->setToolTip(QString::fromStdString(spec.label + ": " + spec.help));
        dress(box, symbolOf(spec), QString::fromStdString(spec.label));
        connect(box, &QDoubleSpinBox::valueChanged, this, &ScheduleFields::edited);
        specs_.push_back(spec);
        reals_.append(box);
    }
    arrange();
}

void ScheduleFields::arrange()
{
    while (QLayoutItem* item = grid_->takeAt(0))
        delete item;
    int place = 0;
    QWidget* before = focusBefore(timesteps_);
    while (before && reals_.contains(before))
        before = focusBefore(before);
    for (QDoubleSpinBox* box : std::as_const(reals_)) {
        grid_->addWidget(box, place / kPerRow, place % kPerRow);
        box->show();
        if (before)
            setTabOrder(before, box);
        before = box;
        ++place;
    }
    grid_->addWidget(timesteps_, place / kPerRow, place % kPerRow);
    if (before)
        setTabOrder(before, timesteps_);
    for (int i = 0; i < kPerRow; ++i) // T needs the least room
        grid_->setColumnStretch(i, i == place ? 4 : 5);
    if (tool_)
        grid_->addWidget(tool_, place / kPerRow, kPerRow);
}

void ScheduleFields::addTool(QWidget* tool)
{
    tool_ = tool;
    arrange();
}

void ScheduleFields::setValues(const ParamValues& values, int timesteps)
{
    const QSignalBlocker quiet(this);
    for (std::size_t i = 0; i < specs_.size(); ++i)
        reals_[qsizetype(i)]->setValue(valueIn(values, specs_[i]));
    timesteps_->setValue(timesteps);
}

ParamValues ScheduleFields::values() const
{
    ParamValues values;
    for (std::size_t i = 0; i < specs_.size(); ++i)
        values[specs_[i].key] = reals_[qsizetype(i)]->value();
    return values;
}

int ScheduleFields::timesteps() const { return timesteps_->value(); }

} // namespace diffuscope::ui
