#pragma once
#include "core/messages/task.h"

#include <QString>
#include <QWidget>

#include <utility>

class QVBoxLayout;

namespace diffuscope::ui {

class NoticeCard;

// What a card is about.
struct NoticeSubject {
    enum class Kind { Request, Path, Recipe, InterruptedRun, Lecture, Term };
    Kind kind = Kind::Request;
    Task task = {};  // Request: what was asked of the core
    QString whose{}; // of several that may be asked at a time: the mode that exports

    NoticeSubject(Task asked, QString by = {}) : task(asked), whose(std::move(by)) {}
    NoticeSubject(Kind about) : kind(about) {}
    bool operator==(const NoticeSubject&) const = default;
};

// Inline cards above the canvas: at most two, one a subject (a newer card about the same subject replaces the old one).
// Neutral ones leave by themselves, errors stay until closed or pushed out, questions until answered. Where there is no
// room, neutral ones go before errors and these before questions.
class NoticeStack : public QWidget {
    Q_OBJECT
public:
    explicit NoticeStack(QWidget* parent = nullptr);
    NoticeCard* show(const NoticeSubject& subject, const QString& title, const QString& detail, bool error);
    // The caller adds the answers.
    NoticeCard* ask(const NoticeSubject& subject, const QString& title, const QString& detail);
    void dismiss(const NoticeSubject& subject);
    int neededHeight() const;
    int count() const { return int(cards_.size()); }

Q_SIGNALS:
    void heightChanged();

protected:
    bool event(QEvent* event) override;

private:
    enum class Kind { News, Error, Question }; // the first to go first
    NoticeCard* add(const NoticeSubject& subject, const QString& title, const QString& detail, Kind kind);
    void makeRoom();
    struct Entry {
        NoticeSubject subject;
        NoticeCard* card;
        Kind kind;
    };
    QVBoxLayout* column_;
    QList<Entry> cards_;
};

} // namespace diffuscope::ui
