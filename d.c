#include <stdio.h>
int main(void){puts(__DATE__ __TIME__);}