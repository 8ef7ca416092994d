#pragma once
#include "ui/widgets/compare/compare_view.h"
#include "ui/widgets/controls/surface.h"

#include <QList>

#include <functional>

class QComboBox;

namespace diffuscope::ui {

class Button;
class IconButton;

// What is compared, in the place of the canvas: two of the pictures there are, chosen by name, under CompareView. It
// follows the timeline: what is "now" changes with it.
class ComparePage : public Surface {
    Q_OBJECT
public:
    struct Choice {
        QString id, name;
    };
    using Source = std::function<CompareView::Side(const QString& id)>;
    explicit ComparePage(Source source, QWidget* parent = nullptr);
    void setChoices(const QList<Choice>& choices); // a choice that is gone gives way to the first
    void choose(const QString& a, const QString& b);
    void setKept(const QString& name); // the run kept as A; empty: none
    void refresh();                    // the pictures behind the choices have changed
    QString first() const;
    QString second() const;

Q_SIGNALS:
    void keepRequested();
    void closed();

private:
    QComboBox* box(const QString& letter, const char* name);
    void fill(QComboBox* box, const QList<Choice>& choices);

    Source source_;
    QComboBox *a_, *b_;
    IconButton *swap_, *close_;
    Button* keep_;
    CompareView* view_;
    QList<Choice> choices_;
};

} // namespace diffuscope::ui
