#pragma once
#include "core/session/catalog.h"

#include <QAbstractButton>
#include <QList>

namespace diffuscope::ui {

// One schedule of the catalog as a small drawing of its alpha-bar.
class ScheduleTile : public QAbstractButton {
    Q_OBJECT
public:
    explicit ScheduleTile(const CatalogEntry& entry, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::vector<double> curve_;
};

// The catalog of schedules, one tile each; exactly one is chosen.
class ScheduleTiles : public QWidget {
    Q_OBJECT
public:
    explicit ScheduleTiles(QWidget* parent = nullptr);
    QString current() const;
    void setCurrent(const QString& id); // without a signal

Q_SIGNALS:
    void chosen(const QString& id);

private:
    QList<ScheduleTile*> tiles_;
    QStringList ids_;
};

} // namespace diffuscope::ui
