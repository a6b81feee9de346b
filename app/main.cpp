// SPDX-FileCopyrightText: The Ottla authors
// SPDX-License-Identifier: Apache-2.0
#include "app/startup/application.h"

int main(int argc, char** argv)
{
    return ottla::runApplication(argc, argv);
}
