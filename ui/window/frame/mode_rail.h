#pragma once
#include <QAbstractButton>
#include <QList>

namespace diffuscope::ui {

// One mode in the rail: icon over its name, or the icon alone.
class ModeButton : public QAbstractButton {
    Q_OBJECT
public:
    ModeButton(const QString& iconName, const QString& title, const QString& shortcut, QWidget* parent = nullptr);
    void setLabelled(bool labelled);
    void setIconSize(int size);
    QSize sizeHint() const override { return {72, 64}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QString icon_;
    int iconSize_ = 24;
    bool labelled_ = true;
};

// The program's mark, a button without words.
class LogoButton : public QAbstractButton {
    Q_OBJECT
public:
    using QAbstractButton::QAbstractButton;
    QSize sizeHint() const override { return {72, 48}; }

protected:
    void paintEvent(QPaintEvent*) override;
};

// The logo and the modes, top to bottom; "logoButton" and "settingsButton" are commands of the window.
class ModeRail : public QWidget {
    Q_OBJECT
public:
    explicit ModeRail(QWidget* parent = nullptr);
    void addMode(const QString& id, const QString& title); // its icon has the mode's id
    void setCurrent(const QString& id);
    void setLabelled(bool labelled);

Q_SIGNALS:
    void modeChosen(const QString& id);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override;

private:
    void arrange();
    LogoButton* logo_;
    QList<ModeButton*> buttons_;
    ModeButton* settings_; // at the foot; opens a sheet, is no mode
    QStringList ids_;
    bool labelled_ = true;
};

} // namespace diffuscope::ui
