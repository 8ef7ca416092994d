#pragma once
#include "core/messages/task.h"

#include <QString>
#include <QWidget>

#include <utility>

class QTimer;
class QVBoxLayout;

namespace diffuscope::ui {

class Button;
class NoticeCard;

// What a card is about.
struct NoticeSubject {
    enum class Kind { Request, Path, Recipe, InterruptedRun, Lecture, Term, Verification };
    Kind kind = Kind::Request;
    Task task = {};  // Request: what was asked of the core
    QString whose{}; // of several that may be asked at a time: the mode that exports

    NoticeSubject(Task asked, QString by = {}) : task(asked), whose(std::move(by)) {}
    NoticeSubject(Kind about) : kind(about) {}
    bool operator==(const NoticeSubject&) const = default;
};

// Inline cards above the canvas, one a subject (a newer card about the same subject replaces the old one). Neutral ones
// leave by themselves once they were shown, errors stay until closed, questions until answered. Two are shown at a
// time, questions before errors before neutral ones, newer before older; the others wait behind a button that tells how
// many.
class NoticeStack : public QWidget {
    Q_OBJECT
public:
    explicit NoticeStack(QWidget* parent = nullptr);
    NoticeCard* show(const NoticeSubject& subject, const QString& title, const QString& detail, bool error);
    // The caller adds the answers.
    NoticeCard* ask(const NoticeSubject& subject, const QString& title, const QString& detail);
    void dismiss(const NoticeSubject& subject);
    int neededHeight() const;
    int count() const { return int(cards_.size()); } // with those that wait

Q_SIGNALS:
    void heightChanged();

protected:
    bool event(QEvent* event) override;

private:
    enum class Kind { News, Error, Question }; // the last first
    NoticeCard* add(const NoticeSubject& subject, const QString& title, const QString& detail, Kind kind);
    void choose();
    struct Entry {
        NoticeSubject subject;
        NoticeCard* card;
        Kind kind;
        QTimer* life; // of a neutral one, while it is shown; else null
    };
    QVBoxLayout* column_;
    Button* more_;
    QList<Entry> cards_; // the oldest first
    bool all_ = false;   // the user wants to see them
};

} // namespace diffuscope::ui
