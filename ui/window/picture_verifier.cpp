#include "ui/window/picture_verifier.h"

#include "ui/widgets/controls/notice_card.h"
#include "ui/window/frame/notice_stack.h"
#include "ui/window/opener.h"
#include "ui/workspace/recipe_words.h"

#include <QFileInfo>
#include <QPushButton>

namespace diffuscope::ui {

namespace {

constexpr auto kVerification = NoticeSubject::Kind::Verification;

} // namespace

PictureVerifier::PictureVerifier(Bridge& bridge, NoticeStack& notices, QObject* parent)
    : QObject(parent), bridge_(bridge), notices_(notices)
{
    connect(&bridge_, &Bridge::verifyProgressed, this, &PictureVerifier::onProgress);
    connect(&bridge_, &Bridge::pictureVerified, this, &PictureVerifier::onVerified);
    connect(&bridge_, &Bridge::failed, this, &PictureVerifier::onFailed);
}

void PictureVerifier::verify(const QString& path, const QString& name)
{
    name_ = name.isEmpty() ? QFileInfo(path).fileName() : name;
    job_ = bridge_.session().verify(path.toStdString(), Opener::modelPlaces());
    NoticeCard* card =
        notices_.ask(kVerification, tr("Verifying %1").arg(name_), tr("Drawing it again from its recipe…"));
    card->setObjectName(QStringLiteral("verifyNotice"));
    connect(card, &NoticeCard::closed, this, &PictureVerifier::cancel);
    QPushButton* stop = card->addAction(tr("Cancel"));
    stop->setObjectName(QStringLiteral("verifyCancel"));
    connect(stop, &QPushButton::clicked, this, &PictureVerifier::cancel);
}

void PictureVerifier::cancel()
{
    job_ = 0;
    bridge_.session().cancelVerifying();
    notices_.dismiss(kVerification);
}

void PictureVerifier::onProgress(const VerifyProgress& progress)
{
    if (job_ == 0 || progress.job != job_ || progress.total < 1)
        return;
    if (auto* card = notices_.findChild<NoticeCard*>(QStringLiteral("verifyNotice")))
        card->setText(tr("Verifying %1").arg(name_),
                      tr("Drawing it again from its recipe: step %1 of %2").arg(progress.done).arg(progress.total));
}

void PictureVerifier::onVerified(const PictureVerified& verified)
{
    if (job_ == 0 || verified.job != job_)
        return;
    job_ = 0;
    notices_.dismiss(kVerification);
    if (verified.cancelled)
        return;
    NoticeCard* card = notices_.ask(kVerification, verdictTitle(verified, name_), verdictDetail(verified));
    card->setObjectName(QStringLiteral("verdictNotice"));
    connect(card, &NoticeCard::closed, this, [this] { notices_.dismiss(kVerification); });
    if (verified.verdict != PictureVerified::Verdict::ModelMissing)
        return;
    QPushButton* open = card->addAction(tr("Open the model…"));
    open->setObjectName(QStringLiteral("verifyOpenModel"));
    connect(open, &QPushButton::clicked, this, &PictureVerifier::modelWanted);
}

// The window says why.
void PictureVerifier::onFailed(const Failed& failure)
{
    if (job_ == 0 || failure.job != job_)
        return;
    job_ = 0;
    notices_.dismiss(kVerification);
}

} // namespace diffuscope::ui
