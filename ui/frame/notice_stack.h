#pragma once
#include <QMap>
#include <QWidget>

class QVBoxLayout;

namespace diffuscope::ui {

class NoticeCard;

// Inline cards above the canvas: at most two, one a subject (a newer card about the same subject replaces the old one).
// Neutral ones leave by themselves, errors stay until closed.
class NoticeStack : public QWidget {
    Q_OBJECT
public:
    explicit NoticeStack(QWidget* parent = nullptr);
    NoticeCard* show(const QString& subject, const QString& title, const QString& detail, bool error);
    void dismiss(const QString& subject);
    int neededHeight() const;
    int count() const { return int(cards_.size()); }

Q_SIGNALS:
    void heightChanged();

private:
    QVBoxLayout* column_;
    QList<QPair<QString, NoticeCard*>> cards_;
};

} // namespace diffuscope::ui
