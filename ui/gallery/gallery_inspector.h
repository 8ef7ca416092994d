#pragma once
#include "ui/gallery/gallery_words.h"
#include "ui/workspace/command.h"

#include <QHash>
#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QStackedWidget;
class QVBoxLayout;

namespace diffuscope::ui {

class Button;
class ElidedLabel;
class IconButton;
class ImageView;
class Section;
class WrappedLabel;

// What is selected: the picture with its recipe and note, or what several have in common; below it, how much is kept.
class GalleryInspector : public QWidget {
    Q_OBJECT
public:
    struct Commands {
        Command *open, *favourite, *remove, *exporting, *verify, *forgetWalk;
    };
    explicit GalleryInspector(const Commands& commands, QWidget* parent = nullptr);

    void showNothing();
    void showOne(const GalleryEntry& entry, const QImage& thumbnail); // at once; the picture follows
    void setPicture(const GalleryPicture& picture);                   // of the one shown
    void setUnread();                                                 // reading it failed
    void setMarks(bool favourite, const QString& note);
    void showSeveral(const std::vector<const GalleryEntry*>& known, int count);
    void setTotals(const GalleryTotals& totals);
    void setKeeping(bool keep, int megabytes, int walkMegabytes);
    GalleryId shown() const { return shown_; } // alone; 0: none
    void editNote();

Q_SIGNALS:
    void noteChanged(diffuscope::GalleryId id, const QString& note);
    void keepingChosen(bool keep, int megabytes, int walkMegabytes);

private:
    QWidget* buildOne(const Commands& commands);
    QWidget* buildSeveral(const Commands& commands);
    Section* buildStorage();
    void fillFacts(QGridLayout* grid, const QList<GalleryFact>& facts);
    void takeNote();

    QStackedWidget* pages_;
    ImageView* picture_;
    ElidedLabel *title_, *detail_;
    IconButton* favourite_;
    QLineEdit* note_;
    WrappedLabel *trouble_, *storage_;
    QGridLayout *facts_, *common_;
    QLabel* several_;
    QCheckBox* keep_;
    QSpinBox *limit_, *walkLimit_;
    Button* forgetWalk_;
    WrappedLabel* walkStorage_;
    QHash<QGridLayout*, QList<GalleryFact>> filled_;
    GalleryId shown_ = 0;
    QString savedNote_;
};

} // namespace diffuscope::ui
