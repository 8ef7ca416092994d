#include "ui/forward/picture/picture_source.h"

#include "core/session/catalog.h"
#include "ui/style/to_qimage.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMimeData>
#include <QRandomGenerator>
#include <QUrl>

namespace diffuscope::ui {

PictureSource::PictureSource(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge)
{
    connect(&bridge_, &Bridge::imageLoaded, this, &PictureSource::onImage);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        Q_EMIT busyChanged({});
    });
}

void PictureSource::setShape(const Shape& shape)
{
    if (shape == shape_)
        return;
    shape_ = shape;
    const Picture& wanted = job_ != 0 ? pending_ : current_;
    if (wanted.fitted())
        request(Picture(wanted));
}

void PictureSource::openFile(const QString& path)
{
    Picture picture;
    picture.kind = Kind::File;
    picture.path = path;
    picture.name = QFileInfo(path).fileName();
    request(picture);
}

void PictureSource::openFirstOf(const QString& builtin)
{
    Picture picture;
    picture.kind = Kind::Dataset;
    picture.index = 0;
    picture.dataset = builtin;
    picture.name = QStringLiteral("%1 0").arg(builtin.section(u':', 1));
    request(picture, [source = builtin.toStdString()] { return firstPictureOf(source); });
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

void PictureSource::request(const Picture& picture, std::function<PixelBuffer()> pixels)
{
    pending_ = picture;
    ImageRequest request;
    if (picture.kind == Kind::File)
        request.path = picture.path.toStdString();
    if (picture.kind == Kind::Made)
        request.pixels = [made = picture.made] { return pixelsOf(made); };
    request.datasetIndex = std::max(0, picture.index);
    if (picture.fitted()) {
        request.side = shape_.side;
        request.channels = shape_.channels;
        request.whole = shape_.whole;
    }
    named_ = !pixels;
    if (pixels)
        request.pixels = std::move(pixels);
    job_ = bridge_.session().loadImage(request);
    Q_EMIT busyChanged(picture.name);
}

void PictureSource::onImage(const ImageLoaded& image)
{
    if (image.job != job_)
        return;
    job_ = 0;
    if (pending_.kind != Kind::Made && named_)
        pending_.name = QString::fromStdString(image.name);
    pending_.original = QSize(image.originalWidth, image.originalHeight);
    Q_EMIT busyChanged({});
    current_ = pending_;
    Q_EMIT opened(image.image);
}

void PictureSource::use(const QImage& picture, const QString& name)
{
    if (picture.isNull()) {
        Q_EMIT said(tr("That is not a picture"));
        return;
    }
    Picture made;
    made.kind = Kind::Made;
    made.name = name;
    made.made = picture;
    request(made);
}

// What is on its way comes to nothing.
void PictureSource::overtake()
{
    if (busy())
        Q_EMIT busyChanged({});
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
    return imageOf(pixelsOf(canvas), channels);
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
                return Q_EMIT filePasted(url.toLocalFile());
        if (mime->hasImage())
            return use(qvariant_cast<QImage>(mime->imageData()), tr("pasted"));
    }
    Q_EMIT said(tr("There is no picture on the clipboard"));
}

QString fittedWords(const PictureSource::Picture& picture, const PictureSource::Shape& shape)
{
    const QSize from = picture.original;
    if (!picture.fitted() || from.isEmpty())
        return {};
    const QString size = QStringLiteral("%1 × %2").arg(from.width()).arg(from.height());
    const QString now = QStringLiteral("%1 × %1").arg(shape.side);
    if (from.width() == from.height())
        return from.width() == shape.side ? QString() : PictureSource::tr("%1 pixels, scaled to %2.").arg(size, now);
    return (shape.whole ? PictureSource::tr("All of %1, on white, scaled to %2.")
                        : PictureSource::tr("Centre square of %1, scaled to %2."))
        .arg(size, now);
}

} // namespace diffuscope::ui
