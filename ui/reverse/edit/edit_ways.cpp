#include "ui/reverse/edit/edit_ways.h"

#include "ui/reverse/edit/between_way.h"
#include "ui/reverse/edit/hybrid_way.h"
#include "ui/reverse/edit/invert_way.h"
#include "ui/reverse/edit/redraw_way.h"
#include "ui/reverse/edit/repaint_way.h"
#include "ui/reverse/edit/two_classes_way.h"

namespace diffuscope::ui {

std::vector<EditWay*> editWays(const EditSources& sources, QObject* parent)
{
    return {new RedrawWay(sources, parent),  new RepaintWay(sources, parent),  new InvertWay(sources, parent),
            new BetweenWay(sources, parent), new ReadingsWay(sources, parent), new HybridWay(sources, parent)};
}

} // namespace diffuscope::ui
