#pragma once
#include "core/base/params.h"

#include <QList>
#include <QMap>
#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;

namespace diffuscope::ui {

// A form built from ParamSpecs: number fields, switches, pickers, lines of text. Fields carry their key as objectName,
// the help as tooltip; the wheel scrolls past them, see FieldStyle. Advanced settings stay folded behind a button,
// and every group of settings has its small heading in either part.
class ParamForm : public QWidget {
    Q_OBJECT
public:
    explicit ParamForm(QWidget* parent = nullptr);
    void setFieldWidth(int width) { fieldWidth_ = width; } // of the fields to come; for narrow columns
    void setSpecs(const std::vector<ParamSpec>& specs, const ParamValues& values = {});
    ParamValues values() const;                // all of them
    void setValues(const ParamValues& values); // without signals
    // `free`: keys of those that can be changed all the same.
    void setLocked(bool locked, const QString& reason = {}, const QStringList& free = {});
    void setProblem(const QString& key, const QString& why); // marks that field; an empty key: none
    void setShown(const QString& key, bool shown);

Q_SIGNALS:
    void valuesChanged();

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QWidget* makeField(const ParamSpec& spec);
    QLabel* addHeading(QGridLayout* grid, int row, const std::string& group, bool first);
    void addMoreButton(QGridLayout* grid, int row);
    void showAdvanced(bool shown);
    QString troubleOf(const ParamSpec& spec) const;
    std::vector<ParamSpec> specs_;
    QMap<QString, QWidget*> fields_;
    QMap<QString, QLabel*> labels_;
    QList<QWidget*> advanced_; // fields, labels, headings
    bool showsAdvanced_ = false;
    int fieldWidth_ = 120;
    bool locked_ = false;
    QStringList free_;
    QString reason_, problem_, problemWords_;
};

} // namespace diffuscope::ui
