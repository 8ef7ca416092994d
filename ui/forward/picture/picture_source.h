#pragma once
#include "ui/bridge/bridge.h"

#include <QImage>
#include <QObject>
#include <QSize>

#include <functional>

namespace diffuscope::ui {

// Where the Forward mode's picture comes from: a file, the open dataset, or one that was pasted, dropped or drawn. The
// session decodes and fits all of them alike; until one is there, and where it fails, the picture that is open stays
// what it was.
class PictureSource : public QObject {
    Q_OBJECT
public:
    enum class Kind { None, File, Dataset, Made };
    struct Picture {
        Kind kind = Kind::None;
        QString name;    // "castle.png", "digits 17", "pasted"
        QString path;    // File
        QString dataset; // Dataset: its source
        int index = -1;  // Dataset; -1: one of its samples
        QImage made;     // Made: as it came
        QSize original;  // File, Made: before it was fitted
        bool fitted() const { return kind == Kind::File || kind == Kind::Made; }
    };
    struct Shape { // that files and made pictures are brought to
        int side = 64;
        int channels = 0;   // 0: 1 for grey pictures, else 3
        bool whole = false; // all of a picture that is not square, on white; else its middle square
        bool operator==(const Shape&) const = default;
    };

    explicit PictureSource(Bridge& bridge, QObject* parent = nullptr);
    void setShape(const Shape& shape);                     // the picture that is open is brought to it
    void noteShape(const Shape& shape) { shape_ = shape; } // the picture that is open has it already
    const Shape& shape() const { return shape_; }

    void openFile(const QString& path);
    void openFirstOf(const QString& builtin); // a set that is not made yet
    void openIndex(int index);                // of the open dataset; wraps around
    void openRandom();                        // never the one that is open, where there is another
    void openNeighbour(int by);               // of the dataset's picture that is open
    void use(const QImage& picture, const QString& name);
    void paste();
    // As drawn, now: nothing of it has to be fitted, and x_0 follows the pen.
    Image drawn(const QImage& canvas, int channels, const QString& name);
    void adopt(const Picture& picture); // what is shown came another way
    const Picture& current() const { return current_; }
    bool busy() const { return job_ != 0; }

Q_SIGNALS:
    void opened(const diffuscope::Image& image); // current() tells what it is
    void busyChanged(const QString& name);       // what is being opened; empty: nothing any more
    void said(const QString& words);
    void filePasted(const QString& path);
    void datasetWanted(); // none is open

private:
    void request(const Picture& picture, std::function<PixelBuffer()> pixels = {});
    void overtake();
    void onImage(const ImageLoaded& image);

    Bridge& bridge_;
    Shape shape_;
    Picture current_, pending_;
    JobId job_ = 0;
    bool named_ = true; // by the session, which knows what the picture is called
};

// What was done to a picture that wasn't square, in words: "The middle square of 640 × 480, brought to 64 × 64"; empty
// where nothing was.
QString fittedWords(const PictureSource::Picture& picture, const PictureSource::Shape& shape);

} // namespace diffuscope::ui
