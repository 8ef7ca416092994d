#pragma once
#include "ui/window/sheets/sheet.h"

#include <QList>
#include <QPair>

namespace diffuscope::ui {

class Command;

// Sheet of all keys, from the table of commands, and of how to begin. Any key or click closes it.
class HelpSheet : public Sheet {
    Q_OBJECT
public:
    HelpSheet(QWidget* window, const QList<Command*>& commands);

protected:
    QRect card() const override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void arrange() override;

private:
    struct Group {
        QString title;
        QList<QPair<QString, QString>> keys; // keys, what they do
    };
    void measure(); // how broad the columns are in the present type
    int groupHeight(const Group& group) const;
    int columnsHeight(int columns) const; // with the groups spread as evenly as their order allows
    QList<int> spread(int columns) const; // first group of every column
    int columns() const;
    void drawGroup(QPainter& painter, const Group& group, QPoint at) const;
    QList<Group> groups_;
    int keysWide_ = 0, wordsWide_ = 0, row_ = 0; // row_: as high as the window allows
};

} // namespace diffuscope::ui
