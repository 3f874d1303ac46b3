// SPDX-License-Identifier: GPL-3.0-or-later
// The compiled half of Asio and Beast, apart from server*.cpp so that a change there is not paid
// for with these 16 seconds again.
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
#include <boost/beast/src.hpp>
