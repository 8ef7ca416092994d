#include "ui/window/sheets/settings_sheet.h"

#include "ui/widgets/controls/captions.h"
#include "ui/widgets/form/segmented_control.h"
#include "ui/window/frame/appearance_control.h"

#include <QCheckBox>
#include <QFrame>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>

#include <algorithm>

namespace diffuscope::ui {

namespace {

constexpr int kSettingsWidth = 400, kMargin = 20, kLeast = 1, kMost = 64'000;
const char* const kThemes[] = {"system", "paper", "ink"};

QLabel* titled(const QString& text)
{
    auto* label = new QLabel(text);
    label->setProperty("role", "title");
    return label;
}

} // namespace

SettingsSheet::SettingsSheet(QWidget* window, AppearanceControl& look, int trajectoryMegabytes)
    : Sheet(window, false), look_(look), content_(new QWidget(this)), grid_(new QGridLayout(content_)),
      theme_(new SegmentedControl(
          {{kThemes[0], tr("Match system"), {}}, {kThemes[1], tr("Paper"), {}}, {kThemes[2], tr("Ink"), {}}})),
      type_(new SegmentedControl({{"normal", tr("Normal"), {}}, {"presentation", tr("Presentation"), {}}}))
{
    setObjectName(QStringLiteral("settingsSheet"));
    setAccessibleName(tr("Settings"));
    grid_->setContentsMargins(kMargin, 16, kMargin, kMargin);
    grid_->setHorizontalSpacing(16);
    grid_->setVerticalSpacing(6);
    grid_->setColumnStretch(0, 1);
    build(trajectoryMegabytes);
    connect(&look_, &AppearanceControl::changed, this, [this] {
        theme_->setCurrent(QLatin1String(kThemes[int(look_.theme())]));
        type_->setCurrent(look_.look().presentation ? QStringLiteral("presentation") : QStringLiteral("normal"));
        arrange();
    });
    appear(theme_);
}

void SettingsSheet::build(int trajectoryMegabytes)
{
    grid_->addWidget(titled(tr("Settings")), 0, 0, 1, 2);
    grid_->setRowMinimumHeight(0, 26);
    theme_->setObjectName(QStringLiteral("settingsTheme"));
    theme_->setCurrent(QLatin1String(kThemes[int(look_.theme())]));
    type_->setObjectName(QStringLiteral("settingsType"));
    type_->setCurrent(look_.look().presentation ? QStringLiteral("presentation") : QStringLiteral("normal"));
    addRow(tr("Theme"), theme_);
    addRow(tr("Text size"), type_, tr("Presentation can be read from the back of a class (Ctrl+Shift+P)."));
    connect(theme_, &SegmentedControl::currentChanged, this, [this](const QString& id) {
        const auto at = std::find(std::begin(kThemes), std::end(kThemes), id);
        look_.setTheme(AppearanceControl::Theme(at - std::begin(kThemes)));
    });
    connect(type_, &SegmentedControl::currentChanged, this,
            [this](const QString& id) { look_.setPresentation(id == QLatin1String("presentation")); });
    QCheckBox* motion = addSwitch("settingsMotion", tr("Reduce motion"), look_.look().reducedMotion,
                                  tr("No transitions; playback still runs."));
    connect(motion, &QCheckBox::toggled, &look_, &AppearanceControl::setReducedMotion);
    QCheckBox* contrast = addSwitch("settingsContrast", tr("High contrast"), look_.look().highContrast,
                                    tr("Outlines of fields and frames are as dark as text."));
    connect(contrast, &QCheckBox::toggled, &look_, &AppearanceControl::setHighContrast);
    auto* memory = new QSpinBox;
    memory->setObjectName(QStringLiteral("settingsMemory"));
    memory->setRange(kLeast, kMost);
    memory->setSuffix(tr(" MB"));
    memory->setSingleStep(128);
    memory->setGroupSeparatorShown(true);
    memory->setFixedWidth(112);
    memory->setFocusPolicy(Qt::StrongFocus);
    memory->setValue(trajectoryMegabytes);
    addRow(tr("Memory for a trajectory"), memory,
           tr("Every step of every sample is kept; with less memory, each value has fewer bits."));
    connect(memory, &QSpinBox::valueChanged, this, &SettingsSheet::memoryChosen);
}

void SettingsSheet::addRow(const QString& label, QWidget* field, const QString& help)
{
    const int row = grid_->rowCount();
    auto* words = new QLabel(label);
    words->setProperty("role", "field");
    words->setBuddy(field);
    field->setAccessibleName(label);
    grid_->addWidget(words, row, 0);
    grid_->addWidget(field, row, 1, Qt::AlignRight | Qt::AlignVCenter);
    grid_->setRowMinimumHeight(row, 34);
    if (help.isEmpty())
        return;
    QLabel* more = caption(help);
    more->setWordWrap(true);
    grid_->addWidget(more, row + 1, 0, 1, 2);
}

QCheckBox* SettingsSheet::addSwitch(const char* name, const QString& label, bool on, const QString& help)
{
    auto* box = new QCheckBox;
    box->setObjectName(QLatin1String(name));
    box->setChecked(on);
    addRow(label, box, help);
    return box;
}

// At the lower left, beside the rail's button.
QRect SettingsSheet::card() const
{
    const int wide = std::min(presentationType() ? kSettingsWidth + 80 : kSettingsWidth, width() - 100);
    const int high = std::max(content_->layout()->heightForWidth(wide), content_->layout()->minimumSize().height());
    return {84, std::max(8, height() - 32 - high), wide, std::min(high, height() - 16)};
}

// Larger type makes it higher and broader.
bool SettingsSheet::event(QEvent* event)
{
    if (event->type() == QEvent::LayoutRequest)
        arrange();
    return Sheet::event(event);
}

void SettingsSheet::arrange()
{
    content_->setGeometry(card().adjusted(1, 1, -1, -1));
    update();
}

} // namespace diffuscope::ui
