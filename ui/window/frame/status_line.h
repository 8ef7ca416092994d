#pragma once
#include <QList>
#include <QPair>
#include <QString>
#include <QTimer>
#include <QWidget>

namespace diffuscope::ui {

// The keys that work here, and the last message at the right.
class StatusLine : public QWidget {
    Q_OBJECT
public:
    explicit StatusLine(QWidget* parent = nullptr);
    void setHints(const QList<QPair<QString, QString>>& hints); // ("← →", "step"): a key cap for every word
    const QList<QPair<QString, QString>>& hints() const { return hints_; }
    void setMessage(const QString& message); // goes by itself after a while
    QString message() const { return message_; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    QList<QPair<QString, QString>> hints_;
    QString message_;
    QTimer gone_{this};
};

} // namespace diffuscope::ui
