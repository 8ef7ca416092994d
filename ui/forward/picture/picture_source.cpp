#include "ui/forward/picture/picture_source.h"

#include "ui/style/to_qimage.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMimeData>
#include <QPainter>
#include <QRandomGenerator>
#include <QUrl>

namespace diffuscope::ui {

PictureSource::PictureSource(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge)
{
    pool_.setMaxThreadCount(1);
    connect(&bridge_, &Bridge::imageLoaded, this, &PictureSource::onImage);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        Q_EMIT busyChanged({});
    });
}

PictureSource::~PictureSource() { pool_.waitForDone(); }

void PictureSource::setShape(const Shape& shape)
{
    if (shape == shape_)
        return;
    shape_ = shape;
    const Picture& wanted = job_ != 0 ? pending_ : current_;
    if (wanted.kind == Kind::File)
        request(Picture(wanted));
    else if (wanted.kind == Kind::Made)
        fit(Picture(wanted));
}

void PictureSource::openFile(const QString& path)
{
    Picture picture;
    picture.kind = Kind::File;
    picture.path = path;
    picture.name = QFileInfo(path).fileName();
    request(picture);
}

void PictureSource::openIndex(int index)
{
    const auto& dataset = bridge_.dataset();
    if (!dataset || dataset->size < 1) {
        Q_EMIT datasetWanted();
        return;
    }
    Picture picture;
    picture.kind = Kind::Dataset;
    picture.index = (index % dataset->size + dataset->size) % dataset->size;
    picture.dataset = QString::fromStdString(dataset->source);
    picture.name = QStringLiteral("%1 %2").arg(QString::fromStdString(dataset->name)).arg(picture.index);
    request(picture);
}

void PictureSource::openRandom()
{
    const auto& dataset = bridge_.dataset();
    const int size = dataset ? dataset->size : 0;
    const Picture& from = job_ != 0 ? pending_ : current_;
    const bool another = size > 1 && from.kind == Kind::Dataset && from.index >= 0 && from.index < size &&
                         from.dataset == QString::fromStdString(dataset->source);
    int drawn = size > 1 ? int(QRandomGenerator::global()->bounded(another ? size - 1 : size)) : 0;
    if (another && drawn >= from.index)
        ++drawn; // of the others, each as likely
    openIndex(drawn);
}

void PictureSource::openNeighbour(int by)
{
    const Picture& from = job_ != 0 ? pending_ : current_;
    openIndex(from.kind == Kind::Dataset && from.index >= 0 ? from.index + by : by > 0 ? 0 : -1);
}

void PictureSource::request(const Picture& picture)
{
    ++newest_;
    pending_ = picture;
    ImageRequest request;
    request.path = picture.path.toStdString();
    request.datasetIndex = std::max(0, picture.index);
    request.side = shape_.side;
    request.channels = shape_.channels;
    request.whole = shape_.whole;
    job_ = bridge_.session().loadImage(request);
    Q_EMIT busyChanged(picture.name);
}

void PictureSource::onImage(const ImageLoaded& image)
{
    if (image.job != job_)
        return;
    job_ = 0;
    pending_.name = QString::fromStdString(image.name);
    pending_.original = QSize(image.originalWidth, image.originalHeight);
    Q_EMIT busyChanged({});
    finish(image.image, Picture(pending_));
}

void PictureSource::use(const QImage& picture, const QString& name)
{
    if (picture.isNull()) {
        Q_EMIT said(tr("That isn’t a picture"));
        return;
    }
    Picture made;
    made.kind = Kind::Made;
    made.name = name;
    made.made = picture;
    made.original = picture.size();
    fit(made);
}

void PictureSource::fit(const Picture& picture)
{
    job_ = 0;
    const int number = ++newest_;
    ++fitting_;
    Q_EMIT busyChanged(picture.name);
    pool_.start([this, picture, number, shape = shape_] {
        const Image image = fittedPicture(picture.made, shape);
        QMetaObject::invokeMethod(
            this,
            [this, picture, number, image] {
                --fitting_;
                if (number != newest_)
                    return;
                Q_EMIT busyChanged({});
                finish(image, picture);
            },
            Qt::QueuedConnection);
    });
}

void PictureSource::finish(const Image& image, const Picture& picture)
{
    current_ = picture;
    Q_EMIT opened(image);
}

// What is on its way comes to nothing.
void PictureSource::overtake()
{
    if (busy())
        Q_EMIT busyChanged({});
    ++newest_;
    job_ = 0;
}

Image PictureSource::drawn(const QImage& canvas, int channels, const QString& name)
{
    overtake();
    current_ = {};
    current_.kind = Kind::Made;
    current_.name = name;
    current_.made = canvas;
    current_.original = canvas.size();
    return fromQImage(canvas, canvas.width(), channels);
}

void PictureSource::adopt(const Picture& picture)
{
    overtake();
    current_ = picture;
}

void PictureSource::paste()
{
    const QMimeData* mime = QApplication::clipboard()->mimeData();
    if (mime) {
        for (const QUrl& url : mime->urls())
            if (url.isLocalFile())
                return openFile(url.toLocalFile());
        if (mime->hasImage())
            return use(qvariant_cast<QImage>(mime->imageData()), tr("pasted"));
    }
    Q_EMIT said(tr("There is no picture on the clipboard"));
}

Image fittedPicture(const QImage& picture, const PictureSource::Shape& shape)
{
    const int channels = shape.channels > 0 ? shape.channels : picture.allGray() ? 1 : 3;
    if (!shape.whole || picture.width() == picture.height())
        return fromQImage(picture, shape.side, channels);
    const QImage small = picture.scaled(shape.side, shape.side, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    QImage square(shape.side, shape.side, QImage::Format_RGB32);
    square.fill(Qt::white);
    QPainter(&square).drawImage((shape.side - small.width()) / 2, (shape.side - small.height()) / 2, small);
    return fromQImage(square, shape.side, channels);
}

QString fittedWords(const PictureSource::Picture& picture, const PictureSource::Shape& shape)
{
    const QSize from = picture.original;
    if (!picture.fitted() || from.isEmpty())
        return {};
    const QString size = QStringLiteral("%1 × %2").arg(from.width()).arg(from.height());
    const QString now = QStringLiteral("%1 × %1").arg(shape.side);
    if (from.width() == from.height())
        return from.width() == shape.side ? QString() : PictureSource::tr("%1 pixels, brought to %2.").arg(size, now);
    return (shape.whole ? PictureSource::tr("All of %1, on white, brought to %2.")
                        : PictureSource::tr("The middle square of %1, brought to %2."))
        .arg(size, now);
}

} // namespace diffuscope::ui
