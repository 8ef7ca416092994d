#pragma once
#include "ui/bridge/bridge.h"

#include <QObject>

class QImage;
class QMimeData;

namespace diffuscope::ui {

// The picture that a walk starts from, fitted to the model as training fits its pictures: from a file, the open
// dataset, the clipboard, what is dropped or drawn, or a sample. Asks the session. GUI thread.
class StartPicture : public QObject {
    Q_OBJECT
public:
    explicit StartPicture(Bridge& bridge, QObject* parent = nullptr);
    void setModel(const ModelOpened& model); // a picture of another shape is gone then
    bool isEmpty() const { return !given_.given(); }
    const GivenPicture& given() const { return given_; } // for a request
    const Image& picture() const { return picture_; }    // as it is shown; empty while a recipe's is being opened
    const QString& name() const { return name_; }
    int side() const { return side_; } // of the model's pictures; 0: no model
    int channels() const { return channels_; }

    void openFile(const QString& path);
    void chooseFile(QWidget* parent); // asks, without blocking
    void paste();
    bool accepts(const QMimeData& data) const; // dropped or pasted
    bool take(const QMimeData& data);
    void take(const QImage& picture, const QString& name);
    void drawOne();                                      // any of the open dataset
    void use(const Image& picture, const QString& name); // of the model's shape
    void use(const GivenPicture& given);                 // of a recipe: the session takes it as it is
    void hold(const GivenPicture& given);                // the same, to be looked at later: use() it then

Q_SIGNALS:
    void changed();
    void loading(const QString& words); // empty: it isn't coming, or it came
    void statusMessage(const QString& text);

private:
    void load(ImageRequest request, const QString& name);
    void onLoaded(const ImageLoaded& loaded);
    void show(const Image& picture, const QString& name);

    Bridge& bridge_;
    int side_ = 0, channels_ = 0;
    int asker_ = 0;
    JobId job_ = 0; // what is being opened
    QString wanted_, wantedFile_, name_;
    bool ofRecipe_ = false; // what is being opened is only the sight of given_
    GivenPicture given_;
    Image picture_;
};

// What an ImageRequest reads of such a picture; without the shape.
ImageRequest sightOf(const GivenPicture& given);

} // namespace diffuscope::ui
