// SPDX-License-Identifier: GPL-3.0-or-later
// An answer of Moodle's that says no. Thrown by the calls of the stand-in, whose transactions
// roll back on the way; caught in one place, where it becomes the error JSON (or XML).
#pragma once

#include <string>
#include <utility>

namespace causeway::sandbox {

struct WsError {
    std::string exception;  // PHP class name
    std::string errorcode;
    std::string message;
};

inline WsError moodle_error(std::string code, std::string message) {
    return {"core\\exception\\moodle_exception", std::move(code), std::move(message)};
}
// With debug=0 the client learns neither the record nor the field.
inline WsError invalid_parameter() {
    return {"core\\exception\\invalid_parameter_exception", "invalidparameter",
            "Invalid parameter value detected"};
}
inline WsError invalid_parameter(const std::string& detail) {
    return {"core\\exception\\invalid_parameter_exception", "invalidparameter",
            "Invalid parameter value detected (" + detail + ")"};
}
inline WsError write_failed() {
    return {"dml_write_exception", "dmlwriteexception", "Error writing to database"};
}
inline WsError missing_record(const std::string& table) {
    return {"dml_missing_record_exception", "invalidrecord",
            "Can't find data record in database table " + table + "."};
}
inline WsError no_such_user() {
    return {"dml_missing_record_exception", "invaliduser", "Invalid user"};
}
inline WsError not_permitted(const std::string& right) {
    return {"core\\exception\\required_capability_exception", "nopermissions",
            "Sorry, but you do not currently have permissions to do that (" + right + ")."};
}
inline WsError access_denied() {
    return {"webservice_access_exception", "accessexception", "Access control exception"};
}
inline WsError coding_error(const std::string& detail) {
    return {"core\\exception\\coding_exception", "codingerror",
            "Coding error detected, it must be fixed by a programmer: " + detail};
}

}  // namespace causeway::sandbox
