#pragma once

namespace diffuscope::cli {

// Writes the same film, 51 colour frames of 32 x 32 enlarged eight times, in every format of films, and prints how many
// frames a second of processor time each takes, which holds on a busy machine, too, and how large its file is. Throws
// Error.
void measureFilms(bool json);

} // namespace diffuscope::cli
