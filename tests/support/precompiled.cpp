// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
// The owner of a precompiled header that tests share; see cmake/OttlaPrecompiled.cmake.
int main()
{
    return 0;
}
