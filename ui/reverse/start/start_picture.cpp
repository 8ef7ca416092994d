#include "ui/reverse/start/start_picture.h"

#include "core/session/catalog.h"
#include "ui/style/to_qimage.h"
#include "ui/widgets/files/file_dialogs.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QImage>
#include <QMimeData>
#include <QRandomGenerator>
#include <QUrl>

#include <algorithm>
#include <utility>

namespace diffuscope::ui {

namespace {

QString localFileIn(const QMimeData& data)
{
    for (const QUrl& url : data.urls())
        if (url.isLocalFile())
            return url.toLocalFile();
    return {};
}

} // namespace

ImageRequest sightOf(const GivenPicture& given)
{
    ImageRequest wanted;
    wanted.path = given.png.empty() ? given.file : std::string();
    if (!given.png.empty())
        wanted.pixels = [png = given.png] {
            return pixelsOf(QImage::fromData(QByteArray::fromBase64(QByteArray::fromStdString(png))));
        };
    return wanted;
}

StartPicture::StartPicture(Bridge& bridge, QObject* parent) : QObject(parent), bridge_(bridge)
{
    static int askers = 0; // 0 is the picture of the forward process
    asker_ = ++askers;
    connect(&bridge_, &Bridge::imageLoaded, this, &StartPicture::onLoaded);
    connect(&bridge_, &Bridge::failed, this, [this](const Failed& failure) {
        if (job_ == 0 || failure.job != job_)
            return;
        job_ = 0;
        Q_EMIT loading({});
    });
}

void StartPicture::setModel(const ModelOpened& model)
{
    const bool same = model.side == side_ && model.channels == channels_;
    side_ = model.side;
    channels_ = model.channels;
    if (same || isEmpty())
        return;
    picture_ = {};
    given_ = {};
    name_.clear();
    Q_EMIT changed();
}

void StartPicture::load(ImageRequest request, const QString& name)
{
    if (side_ == 0) {
        Q_EMIT statusMessage(tr("Open a model first"));
        return;
    }
    request.side = side_;
    request.channels = channels_;
    request.asker = asker_;
    wanted_ = name;
    ofRecipe_ = false;
    Q_EMIT loading(tr("Opening…"));
    job_ = bridge_.session().loadImage(request);
}

void StartPicture::openFile(const QString& path)
{
    ImageRequest request;
    request.path = path.toStdString();
    wantedFile_ = path;
    load(std::move(request), QFileInfo(path).fileName());
}

void StartPicture::chooseFile(QWidget* parent)
{
    auto* dialog = new QFileDialog(parent, tr("Choose the picture to start from"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(nameFilter(tr("Pictures"), imageFileExtensions()));
    connect(dialog, &QFileDialog::fileSelected, this, &StartPicture::openFile);
    dialog->open();
}

bool StartPicture::accepts(const QMimeData& data) const { return data.hasImage() || !localFileIn(data).isEmpty(); }

bool StartPicture::take(const QMimeData& data)
{
    if (const QString file = localFileIn(data); !file.isEmpty())
        return openFile(file), true;
    const QImage picture = qvariant_cast<QImage>(data.imageData());
    if (picture.isNull())
        return false;
    take(picture, tr("pasted"));
    return true;
}

void StartPicture::take(const QImage& picture, const QString& name)
{
    ImageRequest request;
    request.pixels = [picture] { return pixelsOf(picture); };
    wantedFile_.clear();
    load(std::move(request), name);
}

void StartPicture::paste()
{
    const QMimeData* data = QApplication::clipboard()->mimeData();
    if (!data || !take(*data))
        Q_EMIT statusMessage(tr("There is no picture in the clipboard"));
}

void StartPicture::drawOne()
{
    if (!bridge_.dataset()) {
        Q_EMIT statusMessage(tr("Open a dataset first"));
        return;
    }
    const auto& set = *bridge_.dataset();
    if (set.side != side_ || set.channels != channels_) {
        const auto shape = [](int side, int channels) {
            return channels == 1 ? tr("%1 × %1, grey").arg(side) : tr("%1 × %1, in colour").arg(side);
        };
        Q_EMIT statusMessage(tr("The open dataset has pictures of %1; the model draws %2")
                                 .arg(shape(set.side, set.channels), shape(side_, channels_)));
        return;
    }
    ImageRequest request;
    request.datasetIndex = int(QRandomGenerator::global()->bounded(quint32(std::max(1, set.size))));
    wantedFile_.clear();
    load(std::move(request), {});
}

void StartPicture::onLoaded(const ImageLoaded& loaded)
{
    if (job_ == 0 || loaded.job != job_)
        return;
    job_ = 0;
    Q_EMIT loading({});
    const QString name = wanted_.isEmpty() ? QString::fromStdString(loaded.name) : wanted_;
    if (std::exchange(ofRecipe_, false))
        return show(loaded.image, name);
    given_ = {};
    given_.pixels = loaded.image;
    given_.file = wantedFile_.toStdString();
    show(loaded.image, name);
}

void StartPicture::use(const Image& picture, const QString& name)
{
    job_ = 0; // what is still being opened is overtaken
    Q_EMIT loading({});
    given_ = {};
    given_.pixels = picture;
    show(picture, name);
}

// The session itself takes a recipe's picture, and says where it is another by now; what is opened here is for the eye.
void StartPicture::hold(const GivenPicture& given)
{
    job_ = 0; // what is still being opened is overtaken, and what was shown is another picture
    picture_ = {};
    name_.clear();
    given_ = given;
    Q_EMIT loading({});
    Q_EMIT changed();
}

void StartPicture::use(const GivenPicture& given)
{
    hold(given);
    if (isEmpty())
        return;
    wantedFile_ = QString::fromStdString(given_.file);
    load(sightOf(given_), tr("of the recipe"));
    ofRecipe_ = job_ != 0;
}

void StartPicture::show(const Image& picture, const QString& name)
{
    picture_ = picture;
    name_ = name;
    Q_EMIT changed();
}

} // namespace diffuscope::ui
