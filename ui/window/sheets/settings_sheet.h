#pragma once
#include "ui/window/sheets/sheet.h"

class QCheckBox;
class QGridLayout;

namespace diffuscope::ui {

class AppearanceControl;
class SegmentedControl;

// The few settings of the program itself, beside the rail's button; each takes effect at once.
class SettingsSheet : public Sheet {
    Q_OBJECT
public:
    SettingsSheet(QWidget* window, AppearanceControl& look, int trajectoryMegabytes);

Q_SIGNALS:
    void memoryChosen(int megabytes);

protected:
    QRect card() const override;
    void arrange() override;
    bool event(QEvent* event) override;

private:
    void addRow(const QString& label, QWidget* field, const QString& help = {});
    QCheckBox* addSwitch(const char* name, const QString& label, bool on, const QString& help);
    void build(int trajectoryMegabytes);

    AppearanceControl& look_;
    QWidget* content_;
    QGridLayout* grid_;
    SegmentedControl *theme_, *type_;
};

} // namespace diffuscope::ui
