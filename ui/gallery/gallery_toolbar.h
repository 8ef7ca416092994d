#pragma once
#include "core/messages/gallery.h"
#include "ui/widgets/controls/surface.h"

#include <QTimer>

class QComboBox;
class QLineEdit;

namespace diffuscope::ui {

class Button;
class FlowLayout;

// What is looked for: words and pairs in one field, each a chip that can be taken out again; model, class, sampler,
// favourites, and the order.
class GalleryToolbar : public Surface {
    Q_OBJECT
public:
    explicit GalleryToolbar(QWidget* parent = nullptr);
    GalleryQuery query() const;
    void setFacets(const GalleryFacets& facets); // what is chosen stays
    void clear();                                // all filters; the order stays
    void setOrder(int order);                    // a GalleryQuery::Order
    bool filters() const;                        // is anything looked for?
    void startSearch();                          // the focus goes to the field

Q_SIGNALS:
    void queryChanged();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QComboBox* box(const char* name, const QString& accessible, const QString& any);
    void fill(QComboBox* box, const std::vector<std::string>& values, bool areSamplers = false);
    void showChips();
    void takeOut(int term);

    QLineEdit* search_;
    QComboBox *model_, *class_, *sampler_, *order_;
    Button *favourites_, *walks_;
    QWidget* chips_;
    FlowLayout* chipRow_;
    QTimer typed_; // a moment after the last letter
};

} // namespace diffuscope::ui
