#pragma once
#include <QMap>
#include <QWidget>

class QVBoxLayout;

namespace diffuscope::ui {

class NoticeCard;

// Inline cards above the canvas: at most two, one a subject (a newer card about the same subject replaces the old one).
// Neutral ones leave by themselves, errors stay until closed or pushed out, questions until answered. Where there is no
// room, neutral ones go before errors and these before questions.
class NoticeStack : public QWidget {
    Q_OBJECT
public:
    explicit NoticeStack(QWidget* parent = nullptr);
    NoticeCard* show(const QString& subject, const QString& title, const QString& detail, bool error);
    NoticeCard* ask(const QString& subject, const QString& title, const QString& detail); // the caller adds the answers
    void dismiss(const QString& subject);
    int neededHeight() const;
    int count() const { return int(cards_.size()); }

Q_SIGNALS:
    void heightChanged();

private:
    enum class Kind { News, Error, Question }; // the first to go first
    NoticeCard* add(const QString& subject, const QString& title, const QString& detail, Kind kind);
    void makeRoom();
    struct Entry {
        QString subject;
        NoticeCard* card;
        Kind kind;
    };
    QVBoxLayout* column_;
    QList<Entry> cards_;
};

} // namespace diffuscope::ui
