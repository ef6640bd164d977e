// x86_64-windows-msvc: named, and refused in one message. Building against Microsoft's headers and
// libraries, which may not be passed on and so come from the user's SDK, is not there yet.

export const MSVC_REFUSAL = "programs for x86_64-windows-msvc can't be built by this version: it does not use Microsoft's SDK yet";

export const MSVC_HELP = "build for x86_64-windows-gnu, which needs no SDK and runs on the same machines";
