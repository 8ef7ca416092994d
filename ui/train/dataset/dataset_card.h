#pragma once
#include "core/messages/events.h"

#include <QList>
#include <QWidget>

class QAction;
class QBoxLayout;
class QLabel;
class QMenu;
class QPushButton;

namespace diffuscope::ui {

class ClassGrid;
class ElidedLabel;
class NoticeCard;
class Button;

// The open dataset in words and pictures, with every file that could not be read, and the ways to open another.
class DatasetCard : public QWidget {
    Q_OBJECT
public:
    explicit DatasetCard(QWidget* parent = nullptr);
    void setDataset(const DatasetOpened& dataset);
    void setProgress(const DatasetProgress& progress);
    void endProgress(); // it was given up: the open dataset stays
    void setLocked(bool locked, const QString& reason);

Q_SIGNALS:
    void folderRequested();
    void fileRequested();
    void sourceChosen(const QString& source);
    void reportRequested();
    void cancelRequested();

private:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;
    void arrange(); // a long name has a line of its own
    void showSkipped(bool whole);
    void toggleClasses();
    void listRecent(QMenu* menu);

    QLabel* summary_;
    ElidedLabel* name_;
    QBoxLayout* head_;
    ClassGrid* classes_;
    Button *more_, *change_, *report_, *cancel_;
    QList<QAction*> recent_; // sets, in the menu
    QString summaryText_;
    bool locked_ = false;
    NoticeCard* skippedCard_;
    QPushButton* skippedButton_;
    QString skippedKey() const;
    std::string source_;
    std::vector<DatasetOpened::Skipped> skipped_;
    long long skippedCount_ = 0; // the list may be shorter
    bool skippedShown_ = false, classesShown_ = false;
};

} // namespace diffuscope::ui
