#pragma once
#include "ui/style/theme.h"

#include <QObject>

namespace diffuscope::ui {

// The program's looks as the user chose them, applied at once and remembered; the theme follows the desktop until one
// was chosen, and again when that is chosen.
class AppearanceControl : public QObject {
    Q_OBJECT
public:
    enum class Theme { System, Paper, Ink };
    explicit AppearanceControl(QObject* parent);
    ~AppearanceControl() override;

    Theme theme() const;
    Appearance look() const;
    void setTheme(Theme theme);
    void toggleTheme(); // to the other one than is shown
    void setPresentation(bool large);
    void setReducedMotion(bool reduced);
    void setHighContrast(bool high);
    void setLecture(bool lecture); // larger type as long as it lasts; not remembered

Q_SIGNALS:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    bool lecture_ = false;
    bool applying_ = false; // the application's palette changes because we set it
};

} // namespace diffuscope::ui
